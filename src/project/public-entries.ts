import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseTsconfig } from 'get-tsconfig';
import { isInside, toPosix } from './ancestors.js';

/** Folders that sources are built into and from, where no tsconfig says so. */
const usualFolders = { built: ['dist', 'build', 'lib', 'out'], sources: ['src', 'lib', '.'] };

/**
 * The source files that a package's users enter it by: what `exports`, `main`, `module`, `types` and `bin` of its
 * package.json name, each followed from what is built to what it is built from.
 * @param root the package's folder, absolute
 * @param files its source files, absolute, among which those that a pattern of `exports` stands for are found
 */
export function publicEntries(root: string, files: readonly string[], tsconfig?: string): string[] {
  const targets = targetsOf(readManifest(root));
  const folders = foldersOf(root, tsconfig);
  const found = targets.flatMap((target) => {
    const candidates = candidatesFor(path.resolve(root, target), folders);
    if (target.includes('*')) return files.filter((file) => candidates.some((one) => matches(file, one)));
    const source = candidates.find((one) => isFile(one));
    return source === undefined ? [] : [source];
  });
  return [...new Set(found)].sort();
}

function readManifest(root: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {}; // no package.json: nobody enters the project as a package
  }
}

/** Every path that a package.json names for its users, those for a `source` condition first. */
function targetsOf({
  exports,
  main,
  module,
  types,
  typings,
  bin,
}: Readonly<Record<string, unknown>>): string[] {
  const all: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') all.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) {
      const conditions = value as Readonly<Record<string, unknown>>;
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
