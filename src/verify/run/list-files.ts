import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ancestors, toPosix } from '../../project/ancestors.js';
import { git } from '../../project/git.js';

/** Folders that are installed, built or kept by tools: never part of what a program needs from its own tree. */
const junkFolders = new Set([
  ...['node_modules', '.git', 'dist', 'coverage', '.asyncshift', '.cache', '.nyc_output', '.turbo', '.next'],
]);
/** Where there is no git to say what is ignored: databases, their journals, and logs, left behind by earlier runs. */
const leftover = /(\.(db|db3|sqlite|sqlite3|s3db)(-journal|-wal|-shm)?|\.log|\.tsbuildinfo|\.DS_Store)$/;
/** Ignored by git, and still needed to run: generated code and settings. */
const neededThoughIgnored = /(\.[mc]?[jt]sx?|(^|\/)\.env(\.[^/]+)?)$/;

/**
 * Lists the files a fresh copy of a tree has: those git tracks or would add, and ignored ones that are code or `.env`
 * files. Whatever else is ignored (databases, logs) is a leftover of earlier runs. Where git does not know the folder,
 * all files but well-known junk.
 * @param root absolute path
 * @returns names relative to `root` with forward slashes, sorted; symbolic links count as files
 */
export async function listFiles(root: string): Promise<string[]> {
  const known = await listKnown(root, ['--cached', '--others', '--exclude-standard']);
  if (known === undefined || known.length === 0) {
    return (await walk(root)).filter((file) => !leftover.test(file) && !isInstalled(file)).toSorted();
  }
  const ignored = await listKnown(root, ['--others', '--ignored', '--exclude-standard', '--directory']);
  const needed = (await expand(root, ignored ?? [])).filter((file) => neededThoughIgnored.test(file));
  const own = [...(await expand(root, known)), ...needed].filter((file) => !isInstalled(file));
  return [...new Set(own)].toSorted();
}

/**
 * Lists what is in the `dist` folders of a tree's packages, but for those packages in which something changes: what was
 * built of the one side would be taken for what the other builds.
 * @param files what the tree has otherwise
 * @param changed the files that change
 */
export async function listBuilt(
  root: string,
  files: readonly string[],
  changed: Iterable<string>,
): Promise<string[]> {
  const folders = new Set(
    files
      .filter((file) => path.posix.basename(file) === 'package.json')
      .map((file) => path.posix.dirname(file)),
  );
  const packageOf = (file: string): string | undefined =>
    ancestors(path.posix.join('/', file))
      .map((folder) => folder.slice(1) || '.')
      .find((folder) => folders.has(folder));
  const touched = new Set([...changed].map(packageOf));
  const built = [...folders]
    .filter((folder) => !touched.has(folder))
    .map((folder) => path.posix.join(folder, 'dist'));
  const there = built.filter((folder) => existsSync(path.join(root, folder)));
  const found = await Promise.all(
    there.map(async (folder) => (await walk(path.join(root, folder))).map((file) => `${folder}/${file}`)),
  );
  const known = new Set(files);
  return found.flat().filter((file) => !known.has(file));
}

/** Packages, in a repository that does not ignore them or behind a link: they are linked where a program needs them. */
function isInstalled(file: string): boolean {
  return file.split('/').includes('node_modules');
}

/** Files of a list in which a submodule, a nested repository or a folder ignored as a whole is one entry. */
async function expand(root: string, entries: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    entries.map(async (entry) => {
      const name = entry.replace(/\/$/, '');
      const stats = await lstat(path.join(root, name)).catch(() => undefined);
      if (!stats?.isDirectory()) return [name];
      if (name.split('/').some((part) => junkFolders.has(part))) return [];
      return (await walk(path.join(root, name))).map((file) => `${name}/${file}`);
    }),
  );
  return files.flat();
}

/** What `git ls-files` lists, or nothing where there is no git or no repository. */
async function listKnown(root: string, args: string[]): Promise<string[] | undefined> {
  const listed = await git(root, ['ls-files', '-z', ...args]);
  return listed.ok ? listed.stdout.split('\0').filter((name) => name !== '') : undefined;
}

async function walk(folder: string, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path.join(folder, prefix), { withFileTypes: true })) {
    const name = toPosix(path.join(prefix, entry.name));
    if (entry.isDirectory()) {
      if (!junkFolders.has(entry.name)) found.push(...(await walk(folder, name)));
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      found.push(name);
    }
  }
  return found;
}
