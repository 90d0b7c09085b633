import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseTsconfig } from 'get-tsconfig';
import { ancestors, isInside, toPosix, workTreeTop } from './ancestors.js';

/** A source file that the users of a package enter it by. */
export interface PublicEntry {
  /** Absolute, with forward slashes. */
  file: string;
  /** Whether the package is for others too: its package.json does not say `private`. */
  published: boolean;
  /** What other packages import it by: `@ours/db`, `@ours/db/users`. */
  specifiers: string[];
}

/** A path that a package.json names for its users. */
interface Target {
  path: string;
  /** What follows the package's name in an import: nothing, `/users`, or `/*`. None for an executable. */
  subpath?: string;
}

type Manifest = Readonly<Record<string, unknown>>;

/** Folders that sources are built into and from, where no tsconfig says so. */
const usualFolders = { built: ['dist', 'build', 'lib', 'out'], sources: ['src', 'lib', '.'] };

/**
 * The entries of every package that the files belong to: what `exports`, `main`, `module`, `types` and `bin` of its
 * package.json name, each followed from what is built to what it is built from.
 * @param files source files, absolute, among which those that a pattern of `exports` stands for are found
 * @param tsconfig what says which folder is built into which, for packages without a tsconfig.json of their own
 */
export function publicEntries(files: readonly string[], tsconfig?: string): PublicEntry[] {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  const above = new Set(folders.flatMap((folder) => ancestors(folder, workTreeTop(folder))));
  const found = new Map<string, PublicEntry>();
  for (const folder of above) {
    const manifest = readManifest(folder);
    if (!manifest) continue;
    const own = path.join(folder, 'tsconfig.json');
    for (const entry of entriesOf(folder, manifest, files, isFile(own) ? own : tsconfig)) {
      const file = toPosix(entry.file);
      const known = found.get(file);
      const published = manifest['private'] !== true || known?.published === true;
      const specifiers = [...new Set([...(known?.specifiers ?? []), ...entry.specifiers])];
      found.set(file, { file, published, specifiers });
    }
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function entriesOf(
  root: string,
  manifest: Manifest,
  files: readonly string[],
  tsconfig: string | undefined,
): { file: string; specifiers: string[] }[] {
  const folders = foldersOf(root, tsconfig);
  const { name } = manifest;
  return targetsOf(manifest).flatMap(({ path: target, subpath }) => {
    const specifiersOf = (star: string): string[] =>
      typeof name === 'string' && subpath !== undefined ? [name + subpath.replace('*', star)] : [];
    const candidates = candidatesFor(path.resolve(root, target), folders);
    if (target.includes('*')) {
      return files.flatMap((file) => {
        const [star] = candidates.flatMap((one) => matched(file, one) ?? []);
        return star === undefined ? [] : [{ file, specifiers: specifiersOf(star) }];
      });
    }
    const source = candidates.find((one) => isFile(one));
    return source === undefined ? [] : [{ file: source, specifiers: specifiersOf('') }];
  });
}

/** What the package.json of a folder says, if it has one that can be read. */
function readManifest(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  if (!isFile(file)) return undefined;
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof read === 'object' && read !== null ? (read as Manifest) : undefined;
  } catch {
    return undefined; // npm could not read it either: nobody enters the project as a package
  }
}

/** Every path that a package.json names for its users, those for a `source` condition first. */
function targetsOf({ exports, main, module, types, typings, bin }: Manifest): Target[] {
  const all: Target[] = [];
  const collect = (value: unknown, subpath?: string): void => {
    if (typeof value === 'string') all.push({ path: value, ...(subpath === undefined ? {} : { subpath }) });
    else if (Array.isArray(value)) for (const one of value) collect(one, subpath);
    else if (typeof value === 'object' && value !== null) {
      const conditions = value as Manifest;
      if (typeof conditions['source'] === 'string') collect(conditions['source'], subpath);
      else
        for (const [key, one] of Object.entries(conditions))
          collect(one, key.startsWith('.') ? key.slice(1) : subpath);
    }
  };
  // Where there are exports, nothing else is entered but the executables.
  collect(exports ?? [main, module, types, typings], '');
  collect(bin);
  return all.filter((target) => /\.[mc]?[jt]sx?$/.test(target.path));
}

interface Folders {
  built: string[];
  sources: string[];
}

function foldersOf(root: string, tsconfig: string | undefined): Folders {
  const absolute = (names: readonly string[]) => names.map((name) => path.join(root, name));
  const usual = { built: absolute(usualFolders.built), sources: absolute(usualFolders.sources) };
  if (tsconfig === undefined) return usual;
  const { outDir, declarationDir, rootDir } = parseTsconfig(tsconfig).compilerOptions ?? {};
  const folder = path.dirname(tsconfig);
  const given = (names: readonly (string | undefined)[]) =>
    names.flatMap((name) => (name === undefined ? [] : [path.resolve(folder, name)]));
  return {
    built: [...given([outDir, declarationDir]), ...usual.built],
    sources: [...given([rootDir]), ...usual.sources],
  };
}

/** The files that a target may be built from, and the target itself when it is no declaration file. */
function candidatesFor(target: string, { built, sources }: Folders): string[] {
  const moved = built
    .filter((folder) => isInside(folder, target))
    .flatMap((folder) => sources.map((source) => path.join(source, path.relative(folder, target))));
  return [target, ...moved].flatMap((file) => {
    const stem = file.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');
    const extension = /\.([mc]?)[jt]sx?$/.exec(file)?.[1] ?? '';
    const own = [`.${extension}ts`, `.${extension}js`, '.ts', '.tsx', '.js', '.jsx'];
    return [...(/\.d\.[mc]?ts$/.test(file) ? [] : [file]), ...own.map((one) => stem + one)];
  });
}

/** What the star of a pattern stands for in a file's name, if the pattern is one of it. */
function matched(file: string, pattern: string): string | undefined {
  const [before = '', after = ''] = toPosix(pattern).split('*', 2);
  const name = toPosix(file);
  const fits = name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length;
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
