import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createFilesMatcher,
  parseTsconfig,
  type TsConfigJson,
  type TsConfigJsonResolved,
} from 'get-tsconfig';
import { parse } from 'jsonc-parser';
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
    configOf(file);
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

/** A tsconfig and all that it refers to, without those that do not load. */
function projectsOf(tsconfig: string, found = new Set<string>()): Set<string> {
  if (found.has(tsconfig) || !existsSync(tsconfig)) return found;
  let references: string[];
  try {
    references = referencesOf(tsconfig);
  } catch {
    return found; // it extends what is not installed, say: tsc could not build it either
  }
  found.add(tsconfig);
  for (const reference of references) projectsOf(reference, found);
  return found;
}

/** The tsconfigs that one refers to. */
function referencesOf(tsconfig: string): string[] {
  const { references = [] } = configOf(tsconfig);
  return references.map((reference) => {
    const target = path.resolve(path.dirname(tsconfig), reference.path);
    return target.endsWith('.json') ? target : path.join(target, 'tsconfig.json');
  });
}

/** The folders that a project is built from and into, as its tsconfig says. */
export interface BuildFolders {
  outDir?: string;
  declarationDir?: string;
  rootDir?: string;
}

/**
 * Where a tsconfig says that a project is built from and into.
 * @returns the folders, relative to the tsconfig; of one that does not load, none
 */
export function buildFolders(tsconfig: string): BuildFolders {
  try {
    return configOf(tsconfig).compilerOptions ?? {};
  } catch {
    return {};
  }
}

function countCovered(file: string, files: readonly string[]): number {
  const covers = createFilesMatcher({ path: file, config: configOf(file) });
  return files.filter((candidate) => covers(candidate) !== undefined).length;
}

/**
 * What a tsconfig says, with what it extends; of one that extends a package's that is not installed, what it says itself.
 * @throws Error when it does not load
 */
function configOf(file: string): TsConfigJsonResolved {
  try {
    return parseTsconfig(file);
  } catch (error) {
    if (!(error instanceof Error && namesMissingPackage.test(error.message))) throw error;
    const own = parse(readFileSync(file, 'utf8')) as TsConfigJson;
    delete own.extends;
    return own;
  }
}

/** What get-tsconfig says of a module that it does not find: no path, neither of POSIX nor of Windows. */
const namesMissingPackage = /^File '(?![./]|[A-Za-z]:).*' not found\.$/;

function doesNotLoad(file: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    file,
    message: `The tsconfig does not load: ${reason.replace(/\.$/, '')}. Mend it, or name another with --tsconfig.`,
  };
}
