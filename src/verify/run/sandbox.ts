import {
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ancestors, commonFolder, isInside } from '../../project/ancestors.js';
import { listBuilt, listFiles } from './list-files.js';
import { packageRoot } from '../../package/root.js';
import { resolvesAsyncshift } from './resolving.js';

/**
 * A place to run a project in without touching it. Both sides run in the same folder, one after the other, so that
 * nothing a program does with its own path can differ.
 */
export interface Sandbox {
  /** Everything below is thrown away in the end. */
  base: string;
  /** Where the copy of the project root stands. */
  project: string;
  /** An empty folder for temporary files, renewed by `fill`. */
  temp: string;
  /**
   * Puts a fresh copy of the tree in place.
   * @param overlay files that have other bytes (or, `null`, do not exist) on this side; names relative to the root
   */
  fill: (overlay: ReadonlyMap<string, Uint8Array | null>) => Promise<void>;
  dispose: () => Promise<void>;
}

/**
 * Makes a sandbox for a project. Its node_modules folders, and those of the folders above it, are reachable through
 * links at the same depth, as are package.json files above it; links between packages of the project (workspaces) lead
 * to the copy. Where the project does not have asyncshift installed, this package is linked above it.
 * @param root absolute path of the project
 * @param outside further files above the project that it needs (tsconfig files it extends); absolute paths
 * @param options `ownDependencies`: node_modules folders are the copy's own, with a link for each package, so that what
 *   tools keep in them, and packages that are added, stay out of the project; `changed`: the files that differ between the
 *   sides. What the other packages of a workspace have been built to is copied then
 */
export async function createSandbox(
  root: string,
  outside: readonly string[] = [],
  options: { ownDependencies?: boolean; changed?: Iterable<string> } = {},
): Promise<Sandbox> {
  const projectRoot = await realpath(root);
  const sources = await listFiles(projectRoot);
  const built = options.changed === undefined ? [] : await listBuilt(projectRoot, sources, options.changed);
  const files = [...sources, ...built];
  const above = ancestors(projectRoot).slice(1);
  const linked = above.flatMap((folder) =>
    ['node_modules', 'package.json']
      .map((name) => path.join(folder, name))
      .filter((file) => existsSync(file)),
  );
  const top = commonFolder([projectRoot, ...[...linked, ...outside].map((file) => path.dirname(file))]);
  const base = await mkdtemp(path.join(await realpath(tmpdir()), 'asyncshift-verify-'));
  const run = path.join(base, 'run');
  const temp = path.join(base, 'tmp');
  const copyOf = (file: string) => path.join(run, path.relative(top, file));
  const project = copyOf(projectRoot);

  const fill = async (overlay: ReadonlyMap<string, Uint8Array | null>): Promise<void> => {
    await Promise.all([run, temp].map((folder) => rm(folder, { recursive: true, force: true })));
    await mkdir(temp, { recursive: true });
    await mkdir(project, { recursive: true });
    for (const file of files) {
      if (!overlay.has(file))
        await copyFile(path.join(projectRoot, file), path.join(project, file), projectRoot, project);
    }
    for (const file of outside) await copyFile(file, copyOf(file), projectRoot, project);
    const own = options.ownDependencies === true;
    for (const entry of linked) await reproduce(entry, copyOf(entry), projectRoot, project, own);
    for (const [file, bytes] of overlay) {
      const target = path.join(project, file);
      // A change may reach above the project: to a workspace's package.json, which is a link here.
      if (bytes === null || !isInside(run, target)) continue;
      await rm(target, { force: true });
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    for (const folder of packageFolders(files)) {
      const original = path.join(projectRoot, folder, 'node_modules');
      if (existsSync(original))
        await reproduce(original, path.join(project, folder, 'node_modules'), projectRoot, project, own);
    }
    const provided = path.join(base, 'node_modules', 'asyncshift');
    if (!existsSync(provided) && !resolvesAsyncshift(project)) {
      await mkdir(path.dirname(provided));
      await symlink(packageRoot, provided, 'junction');
    }
  };
  return { base, project, temp, fill, dispose: () => rm(base, { recursive: true, force: true }) };
}

/** Folders that may hold a node_modules: the root, and every folder with a package.json. */
function packageFolders(files: readonly string[]): string[] {
  const found = files
    .filter((file) => path.posix.basename(file) === 'package.json')
    .map((file) => path.dirname(file));
  return [...new Set(['.', ...found])];
}

/** Copies a file or symbolic link; one that is gone by now (deleted, and git not told) is no part of the tree. */
async function copyFile(from: string, to: string, root: string, copy: string): Promise<void> {
  const stats = await lstat(from).catch(() => undefined);
  if (stats === undefined || stats.isDirectory()) return;
  await mkdir(path.dirname(to), { recursive: true });
  if (!stats.isSymbolicLink()) return cp(from, to);
  const target = await readlink(from);
  await symlink(path.isAbsolute(target) ? moved(target, root, copy) : target, to);
}

/** A path inside the project, in its copy; any other path as it is. */
function moved(file: string, root: string, copy: string): string {
  const inDependencies = path.relative(root, file).split(path.sep).includes('node_modules');
  return isInside(root, file) && !inDependencies ? path.join(copy, path.relative(root, file)) : file;
}

/**
 * Links a file or node_modules folder. A node_modules folder with links into the project is rebuilt entry by entry:
 * through one link to the whole, a workspace's packages would be those of the tree as it is now, on both sides.
 */
async function reproduce(from: string, to: string, root: string, copy: string, own: boolean): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  const entries = path.basename(from) === 'node_modules' ? await dependencyLinks(from) : [];
  const targets = await Promise.all(
    entries.map(async (entry) => ({
      entry,
      target: await realpath(path.join(from, entry)).catch(() => undefined),
    })),
  );
  const isLinked = path.basename(from) !== 'node_modules' || !own;
  if (
    isLinked &&
    !targets.some(({ target }) => target !== undefined && moved(target, root, copy) !== target)
  ) {
    return symlink(await realpath(from), to, 'junction');
  }
  for (const { entry, target } of targets) {
    if (target === undefined) continue; // a link that leads nowhere
    await mkdir(path.dirname(path.join(to, entry)), { recursive: true });
    await symlink(moved(target, root, copy), path.join(to, entry), 'junction');
  }
}

/** What tools keep in a node_modules folder for themselves. */
const caches: ReadonlySet<string> = new Set(['.cache', '.vite', '.vite-temp', '.vitest']);

/** Packages of a node_modules folder: `name` and `@scope/name`. */
async function dependencyLinks(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !caches.has(name));
  const scoped = await Promise.all(
    names.map(async (name) => {
      if (!name.startsWith('@')) return [name];
      return (await readdir(path.join(folder, name))).map((inner) => `${name}/${inner}`);
    }),
  );
  return scoped.flat();
}
