import { readdir, realpathSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { commonFolder, isInside, toPosix, workTreeTop } from './ancestors.js';
import { describeSystemError, type Failure } from './failure.js';
import { createIgnoreFilter, type Exclusion } from './ignore-rules.js';
import { publicEntries, type PublicEntry } from './public-entries.js';
import { findProjectRoot } from './root.js';
import { findTsconfig, namedTsconfig, siblingProjects } from './tsconfig.js';

/** The files to look at and the project they belong to. All paths are absolute and free of symbolic links. */
interface DiscoveredProject {
  root: string;
  /** Sorted, each once. */
  files: string[];
  /** Those of them that were named themselves. */
  named: string[];
  tsconfig?: string;
  /** The tsconfigs of projects whose code may use that of the files. */
  siblings: string[];
  /** What users of the packages that the files belong to enter them by. */
  entries: PublicEntry[];
  /** Folders that could not be listed. */
  unreadable: Failure[];
}
export type Discovery = ({ ok: true } & DiscoveredProject) | { ok: false; failures: Failure[] };

const extensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];
const isSource = (file: string) =>
  extensions.includes(path.extname(file).slice(1)) && !/\.d\.([^.]+\.)?[mc]?ts$/.test(file);
const neverEntered = ['**/node_modules/**', '**/dist/**', '**/.git/**'];

/**
 * Finds the source files that paths and glob patterns stand for. A folder stands for the source files below it that no
 * ignore file leaves out; a file that is named itself is taken even when it is ignored.
 * @param paths as the user wrote them; a path that exists is taken as it is, even when it could be read as a pattern
 * @param options `tsconfig`: the tsconfig the user named, relative to `cwd`; `exclude`: what is left out beside what ignore
 *   files leave out
 * @returns the project, or what is wrong with the paths: missing, or matching nothing.
 */
export async function discover(
  paths: readonly string[],
  cwd: string,
  options: { tsconfig?: string; exclude?: Exclusion } = {},
): Promise<Discovery> {
  const unreadable: Failure[] = [];
  const matches = await Promise.all(
    paths.map((given) => match(given, { cwd, unreadable, exclude: options.exclude })),
  );
  const failures = matches.flatMap((found) => (found.ok ? [] : [found.failure]));
  if (failures.length > 0) return { ok: false, failures };
  const found = matches.flatMap((one) => (one.ok ? one : []));
  const files = [...new Set(found.flatMap((one) => one.files))].sort();
  const folder = commonFolder(found.map((one) => one.folder));
  const top = workTreeTop(folder);
  const tsconfig =
    options.tsconfig === undefined
      ? findTsconfig(folder, top, files)
      : namedTsconfig(path.resolve(cwd, options.tsconfig));
  if (!tsconfig.ok) return tsconfig;
  const entries = publicEntries(files, tsconfig.tsconfig);
  const siblings = tsconfig.tsconfig === undefined ? [] : siblingProjects(tsconfig.tsconfig, top);
  return {
    ok: true,
    root: findProjectRoot(folder),
    files,
    named: found.flatMap((one) => (one.isNamed ? one.files : [])),
    tsconfig: tsconfig.tsconfig,
    entries,
    siblings,
    unreadable,
  };
}

/** What one argument stands for; `folder` holds all of it. */
type Match =
  { ok: true; files: string[]; folder: string; isNamed?: boolean } | { ok: false; failure: Failure };

interface Search {
  cwd: string;
  unreadable: Failure[];
  exclude: Exclusion | undefined;
}

async function match(given: string, search: Search): Promise<Match> {
  const { cwd } = search;
  if (given === '') {
    const message = 'A path is empty. Name a file or a folder; this folder is ".".';
    return { ok: false, failure: { message } };
  }
  const absolute = path.resolve(cwd, given);
  const kind = kindOf(absolute);
  if (kind === 'missing') {
    if (isDynamicPattern(given)) return matchPattern(given, search);
    return fail(absolute, 'The path does not exist. Check the spelling and the folder you are in.');
  }
  if (isInsideDependencies(path.relative(cwd, absolute))) {
    return fail(
      absolute,
      'asyncshift does not change node_modules or .git. Run it in the code of the package itself.',
    );
  }
  const real = realpathSync(absolute);
  if (kind === 'folder') return matchFolder(given, real, search);
  if (!isSource(real)) {
    return fail(
      absolute,
      `This is not a source file asyncshift reads: ${extensions.join(', ')}, but not .d.ts.`,
    );
  }
  return { ok: true, files: [real], folder: path.dirname(real), isNamed: true };
}

async function matchFolder(given: string, folder: string, search: Search): Promise<Match> {
  const { unreadable } = search;
  const all = await walk(`**/*`, folder, unreadable);
  const files = withoutIgnored(all, folder, search);
  if (files.length > 0 || unreadable.length > 0) return { ok: true, files, folder };
  return nothingMatches(given, folder, all.length > 0);
}

async function matchPattern(given: string, search: Search): Promise<Match> {
  const { cwd, unreadable } = search;
  const all = await walk(toPosix(given), realpathSync(cwd), unreadable);
  if (all.length === 0) return nothingMatches(given, path.resolve(cwd, given), false);
  const folder = commonFolder(all.map((file) => path.dirname(file)));
  const files = withoutIgnored(all, folder, search);
  if (files.length > 0) return { ok: true, files, folder };
  return nothingMatches(given, path.resolve(cwd, given), all.length > 0);
}

function nothingMatches(given: string, place: string, someIgnored: boolean): Match {
  const why = someIgnored
    ? `Every source file that "${given}" matches is left out by .gitignore, .asyncshiftignore or the configuration. Name the files themselves to take them anyway.`
    : `No source file matches "${given}". asyncshift reads ${extensions.join(', ')} files, outside node_modules and dist.`;
  return fail(place, why);
}

/** Source files below `cwd` that match. A link is not followed: a target inside is found by itself, one outside is not ours. */
async function walk(pattern: string, cwd: string, unreadable: Failure[]): Promise<string[]> {
  const found = await glob(pattern, {
    cwd,
    absolute: true,
    ignore: neverEntered,
    followSymbolicLinks: false,
    fs: { readdir: reportingReaddir(unreadable) },
  });
  return found.filter(isSource).map((file) => path.normalize(file));
}

type ReaddirCallback = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/** `readdir` that notes the folders it cannot list: the walk would pass over them in silence. */
function reportingReaddir(unreadable: Failure[]): typeof readdir {
  const reporting = (folder: string, options: { withFileTypes: true }, done: ReaddirCallback): void => {
    readdir(folder, options, (error, entries) => {
      // A folder of a pattern that does not exist is no folder left out.
      if (error && error.code !== 'ENOENT') {
        const message = `The folder cannot be listed: ${describeSystemError(error)}. Make it readable, or name the paths to migrate one by one.`;
        unreadable.push({ file: path.resolve(folder), message });
      }
      done(error, entries);
    });
  };
  // The walk calls the one overload that is here (fdir, src/api/functions/walk-directory.ts).
  return reporting as unknown as typeof readdir;
}

/** Ignore files count from the top of the git work tree; without one from the project root, or from where the user stands if that is above. */
function withoutIgnored(files: readonly string[], folder: string, { cwd, exclude }: Search): string[] {
  const root = findProjectRoot(folder);
  const top = workTreeTop(folder) ?? (isInside(cwd, root) ? realpathSync(cwd) : root);
  const ignored = createIgnoreFilter(top, files, exclude);
  return files.filter((file) => !ignored(file));
}

function kindOf(file: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(file).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

/** Relative to where the user stands: a package inside node_modules may be worked on from within. */
function isInsideDependencies(relative: string): boolean {
  return relative.split(path.sep).some((segment) => segment === 'node_modules' || segment === '.git');
}

const fail = (file: string, message: string): Match => ({ ok: false, failure: { file, message } });
