import { existsSync } from 'node:fs';
import path from 'node:path';
import { createFilesMatcher, parseTsconfig } from 'get-tsconfig';
import { ancestors } from './ancestors.js';
import type { Failure } from './failure.js';

export type TsconfigOutcome = { ok: true; tsconfig?: string } | { ok: false; failures: Failure[] };

/**
 * Finds the tsconfig for some files: the nearest `tsconfig.json` from `folder` upward to `top` that includes any of them,
 * or the one of its references that includes most of them; when none includes any, the nearest.
 * @returns its absolute path, nothing when there is none, or why one does not load.
 */
export function findTsconfig(
  folder: string,
  top: string | undefined,
  files: readonly string[],
): TsconfigOutcome {
  const candidates = ancestors(folder, top)
    .map((candidate) => path.join(candidate, 'tsconfig.json'))
    .filter((file) => existsSync(file));
  for (const candidate of candidates) {
    try {
      const covering = coveringConfig(candidate, files);
      if (covering !== undefined) return { ok: true, tsconfig: covering };
    } catch (error) {
      return { ok: false, failures: [doesNotLoad(candidate, error)] };
    }
  }
  return { ok: true, tsconfig: candidates[0] };
}

/**
 * Checks a tsconfig that the user named.
 * @returns its absolute path, or why it does not load.
 */
export function namedTsconfig(file: string): TsconfigOutcome {
  try {
    parseTsconfig(file);
    return { ok: true, tsconfig: file };
  } catch (error) {
    return { ok: false, failures: [doesNotLoad(file, error)] };
  }
}

function coveringConfig(file: string, files: readonly string[]): string | undefined {
  if (countCovered(file, files) > 0) return file;
  const counted = referencesOf(file).map((reference) => ({
    reference,
    count: countCovered(reference, files),
  }));
  counted.sort((a, b) => b.count - a.count);
  const [best] = counted;
  return best && best.count > 0 ? best.reference : undefined;
}

/**
 * Finds the projects whose code may use a project's: those that a tsconfig above refers to beside it (a "solution" of
 * project references), directly or through others.
 * @param top the folder to stop at
 * @returns their tsconfigs, absolute; those that do not load are left out
 */
export function siblingProjects(tsconfig: string, top: string | undefined): string[] {
  const solutions = ancestors(path.dirname(tsconfig), top)
    .map((folder) => path.join(folder, 'tsconfig.json'))
    .filter((file) => existsSync(file));
  return solutions
    .map((solution) => projectsOf(solution))
    .filter((projects) => projects.has(tsconfig))
    .flatMap((projects) => [...projects].filter((project) => project !== tsconfig));
}

/** A tsconfig and all that it refers to. */
function projectsOf(tsconfig: string, found = new Set<string>()): Set<string> {
  if (found.has(tsconfig) || !existsSync(tsconfig)) return found;
  found.add(tsconfig);
  for (const reference of referencesOf(tsconfig)) projectsOf(reference, found);
  return found;
}

/** The tsconfigs that one refers to. */
function referencesOf(tsconfig: string): string[] {
  const { references = [] } = parseTsconfig(tsconfig);
  return references.map((reference) => {
    const target = path.resolve(path.dirname(tsconfig), reference.path);
    return target.endsWith('.json') ? target : path.join(target, 'tsconfig.json');
  });
}

function countCovered(file: string, files: readonly string[]): number {
  const covers = createFilesMatcher({ path: file, config: parseTsconfig(file) });
  return files.filter((candidate) => covers(candidate) !== undefined).length;
}

function doesNotLoad(file: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    file,
    message: `The tsconfig does not load: ${reason.replace(/\.$/, '')}. Mend it, or name another with --tsconfig.`,
  };
}
