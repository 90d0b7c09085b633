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
      const file = toPosix(entry);
      const published = manifest['private'] !== true || found.get(file)?.published === true;
      found.set(file, { file, published });
    }
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function entriesOf(
  root: string,
  manifest: Manifest,
  files: readonly string[],
  tsconfig: string | undefined,
): string[] {
  const folders = foldersOf(root, tsconfig);
  return targetsOf(manifest).flatMap((target) => {
    const candidates = candidatesFor(path.resolve(root, target), folders);
    if (target.includes('*')) return files.filter((file) => candidates.some((one) => matches(file, one)));
    const source = candidates.find((one) => isFile(one));
    return source === undefined ? [] : [source];
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
function targetsOf({ exports, main, module, types, typings, bin }: Manifest): string[] {
  const all: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') all.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) {
      const conditions = value as Manifest;
      if (typeof conditions['source'] === 'string') collect(conditions['source']);
      else Object.values(conditions).forEach(collect);
    }
  };
  // Where there are exports, nothing else is entered but the executables.
  [exports ?? [main, module, types, typings], bin].forEach(collect);
  return all.filter((target) => /\.[mc]?[jt]sx?$/.test(target));
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

function matches(file: string, pattern: string): boolean {
  const [before = '', after = ''] = toPosix(pattern).split('*', 2);
  const name = toPosix(file);
  return name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
