import { InvalidArgumentError } from 'commander';
import { targetProblem } from '../profiles/families.js';
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

/** One line for the help: every API with its targets, the default first. */
export function describeTargets(): string {
  return families.map(({ from, targets }) => `${from} to ${Object.keys(targets).join(' or ')}`).join(', ');
}
