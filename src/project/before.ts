import { lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toPosix, workTreeTop } from './ancestors.js';
import { git } from './git.js';
import { listRuns, originalBytes, type Run } from './journal.js';

/** The tree before the change, told as what differs from the tree now. */
interface Before {
  /** For people: where it comes from. */
  source: string;
  /** The folder names are relative to, absolute. */
  root: string;
  /** Name relative to `root`, with forward slashes → bytes before; `null`: the file did not exist. */
  files: Map<string, Buffer | null>;
  /** Places that the run left to the user. */
  walls: Run['walls'];
}
export type BeforeOutcome = { ok: true; before: Before } | { ok: false; message: string };

/**
 * The tree before asyncshift's runs on a project, from the journal. Runs on the same commit belong together (wall mended
 * by hand, then a second run): the tree before the first of them counts.
 */
export async function beforeFromJournal(folder: string): Promise<BeforeOutcome> {
  const runs = await listRuns(folder);
  const [newest] = runs;
  if (!newest) {
    const message = `No run of asyncshift is recorded for ${folder}. Write one with "asyncshift --write", or name the commit before the change with --base.`;
    return { ok: false, message };
  }
  const other = runs.findIndex((run) => run.head !== newest.head || run.root !== newest.root);
  const together = other === -1 ? runs : runs.slice(0, other);
  const files = new Map<string, Buffer | null>();
  // Newest first: the oldest run has the last word about a file.
  for (const run of together) for (const entry of run.files) files.set(entry.file, originalBytes(run, entry));
  const source = `the run of ${together.at(-1)?.time ?? newest.time}`;
  return { ok: true, before: { source, root: newest.root, files, walls: newest.walls } };
}

/**
 * The tree of a project at a commit, from git.
 * @param root absolute project root, inside a work tree
 * @param revision anything git understands: a commit, a branch, `HEAD~2`
 */
export async function beforeFromRevision(root: string, revision: string): Promise<BeforeOutcome> {
  const top = workTreeTop(root);
  if (top === undefined)
    return { ok: false, message: `${root} is not in a git repository, so --base has nothing to read.` };
  const commit = await git(top, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (!commit.ok)
    return { ok: false, message: `"${revision}" is not a commit of the repository ${top}. See "git log".` };
  const id = commit.stdout.trim();
  const here = toPosix(path.relative(top, root)) || '.';
  const changed = await listNames(top, [
    'diff',
    '--name-only',
    '--no-renames',
    '--no-ext-diff',
    '-z',
    id,
    '--',
    here,
  ]);
  if (!changed.ok) return changed;
  const untracked = await listNames(top, ['ls-files', '--others', '--exclude-standard', '-z', '--', here]);
  if (!untracked.ok) return untracked;
  const atRevision = await listNames(top, ['ls-tree', '-r', '--full-tree', '--name-only', '-z', id]);
  if (!atRevision.ok) return atRevision;
  const existed = new Set(atRevision.names);
  const differing = [...new Set([...changed.names, ...untracked.names])];
  const contents = await readAtRevision(
    top,
    id,
    differing.filter((name) => existed.has(name)),
  );
  if (!contents.ok) return contents;
  const files = new Map<string, Buffer | null>();
  for (const name of differing) {
    const bytes = existed.has(name) ? contents.files.get(name) : null;
    if (bytes !== undefined) files.set(toPosix(path.relative(root, path.join(top, name))), bytes);
  }
  return { ok: true, before: { source: `commit ${id.slice(0, 12)}`, root, files, walls: [] } };
}

/** Bytes of files at a commit as a checkout would write them: through an index of our own, so the user's is not touched. */
async function readAtRevision(
  top: string,
  commit: string,
  files: readonly string[],
): Promise<{ ok: true; files: Map<string, Buffer> } | { ok: false; message: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-base-'));
  try {
    const env = { GIT_INDEX_FILE: path.join(folder, 'index') };
    const read = await git(top, ['read-tree', commit], { env });
    if (!read.ok) return read;
    const tree = path.join(folder, 'tree');
    const written = await git(top, ['checkout-index', `--prefix=${tree}/`, '-z', '--stdin'], {
      env,
      stdin: files.map((file) => `${file}\0`).join(''),
    });
    if (!written.ok) return written;
    // Submodules are folders here and links are links: neither has bytes of its own.
    const regular = files.filter((file) =>
      lstatSync(path.join(tree, file), { throwIfNoEntry: false })?.isFile(),
    );
    return { ok: true, files: new Map(regular.map((file) => [file, readFileSync(path.join(tree, file))])) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a git command that prints names, each ended by a NUL. */
async function listNames(
  folder: string,
  args: readonly string[],
): Promise<{ ok: true; names: string[] } | { ok: false; message: string }> {
  const listed = await git(folder, args);
  return listed.ok ? { ok: true, names: listed.stdout.split('\0').filter((name) => name !== '') } : listed;
}
