import { InvalidArgumentError } from 'commander';
import { requestProblem, targetProblem } from '../profiles/families.js';
import { families } from '../profiles/index.js';

/**
 * The target that `--to` names.
 * @throws InvalidArgumentError naming those there are, with where they lead from
 */
export function knownTarget(target: string): string {
  const problem = targetProblem(families, target);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return target;
}

/**
 * Adds what an `--also` asks for to those before it.
 * @throws InvalidArgumentError naming what can be asked for
 */
export function collectRequest(api: string, earlier: readonly string[] = []): string[] {
  const problem = requestProblem(families, api);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return [...new Set([...earlier, api])];
}

/** One line for the help: what changes on request alone. */
export function describeRequests(): string {
  return families
    .filter(({ onRequest }) => onRequest)
    .map(({ from, targets }) => `${from} to ${Object.keys(targets).join(' or ')}`)
    .join(', ');
}

/** One line for the help: every API with its targets, the default first. */
export function describeTargets(): string {
  return families
    .filter(({ onRequest }) => !onRequest)
    .map(({ from, targets }) => `${from} to ${Object.keys(targets).join(' or ')}`)
    .join(', ');
}
