import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ancestors, isInside, toPosix, workTreeTop } from './ancestors.js';
import { buildFolders } from './tsconfig.js';

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
 * The entries of every package that the files belong to, and of those of the same repository that these depend on: what `exports`, `main`, `module`, `types` and `bin` of its
 * package.json name, each followed from what is built to what it is built from.
 * @param files source files, absolute, among which those that a pattern of `exports` stands for are found
 * @param tsconfig what says which folder is built into which, for packages without a tsconfig.json of their own
 */
export function publicEntries(files: readonly string[], tsconfig?: string): PublicEntry[] {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  const above = new Set(folders.flatMap((folder) => ancestors(folder, workTreeTop(folder))));
  const found = new Map<string, PublicEntry>();
  for (const folder of withLinked(above)) {
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

/** Folders of packages, with those of the packages in the same repository that they are linked to. */
function withLinked(folders: Iterable<string>): Set<string> {
  const all = new Set(folders);
  for (const folder of all) for (const linked of linkedFrom(folder)) all.add(linked);
  return all;
}

function linkedFrom(folder: string): string[] {
  const { dependencies, devDependencies, peerDependencies } = readManifest(folder) ?? {};
  const names = Object.keys({
    ...asRecord(dependencies),
    ...asRecord(devDependencies),
    ...asRecord(peerDependencies),
  });
  if (names.length === 0) return [];
  const top = workTreeTop(folder) ?? outermostPackage(folder);
  const places = ancestors(folder, top).map((above) => path.join(above, 'node_modules'));
  return names.flatMap((name) => {
    const link = places.map((place) => path.join(place, name)).find((one) => isFolder(one));
    const linked = link === undefined ? undefined : realpathSync(link);
    const isOurs =
      linked !== undefined && isInside(top, linked) && !linked.split(path.sep).includes('node_modules');
    return isOurs ? [linked] : [];
  });
}

/** The folder farthest above that is a package's, as that of a monorepo is. */
function outermostPackage(folder: string): string {
  return ancestors(folder).findLast((above) => isFile(path.join(above, 'package.json'))) ?? folder;
}

function asRecord(value: unknown): Manifest {
  return typeof value === 'object' && value !== null ? (value as Manifest) : {};
}

function entriesOf(
  root: string,
  manifest: Manifest,
  files: readonly string[],
  tsconfig: string | undefined,
): { file: string; specifiers: string[] }[] {
  const folders = foldersOf(root, tsconfig);
  // What was built lies there too, once it was built.
  const sources = new Set(files);
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
    const source = candidates.find((one) => sources.has(one)) ?? candidates.find((one) => isFile(one));
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
  /** What sources are built into. */
  built: string[];
  /** Those of them that hold no sources, whatever the package: `lib` is where some keep theirs. */
  onlyBuilt: string[];
  sources: string[];
}

function foldersOf(root: string, tsconfig: string | undefined): Folders {
  const absolute = (names: readonly string[]) => names.map((name) => path.join(root, name));
  const onlyBuilt = absolute(['dist']);
  const usual = { built: absolute(usualFolders.built), onlyBuilt, sources: absolute(usualFolders.sources) };
  if (tsconfig === undefined) return usual;
  const { outDir, declarationDir, rootDir } = buildFolders(tsconfig);
  const folder = path.dirname(tsconfig);
  const given = (names: readonly (string | undefined)[]) =>
    names.flatMap((name) => (name === undefined ? [] : [path.resolve(folder, name)]));
  const outputs = given([outDir, declarationDir]).filter((output) => output !== root);
  return {
    built: [...outputs, ...usual.built],
    onlyBuilt: [...outputs, ...onlyBuilt],
    sources: [...given([rootDir]), ...usual.sources],
  };
}

/** The files that a target may be built from, and the target itself when it is no declaration file, the likeliest first. */
function candidatesFor(target: string, { built, onlyBuilt, sources }: Folders): string[] {
  const moved = built
    .filter((folder) => isInside(folder, target))
    .flatMap((folder) => sources.map((source) => path.join(source, path.relative(folder, target))));
  const isBuilt = onlyBuilt.some((folder) => isInside(folder, target));
  return (isBuilt ? [...moved, target] : [target, ...moved]).flatMap((file) => {
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

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
