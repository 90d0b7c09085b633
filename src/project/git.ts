import path from 'node:path';
import { x } from 'tinyexec';
import { toPosix, workTreeTop } from './ancestors.js';
import { systemErrorCode } from './failure.js';

/** What a git command printed, or why it failed. */
export type GitOutcome = { ok: true; stdout: string } | { ok: false; message: string };

/** A file that keeps `--write` from going ahead: what git says about it. */
interface UncommittedFile {
  /** Absolute path. */
  file: string;
  state: 'modified' | 'added' | 'deleted' | 'renamed' | 'untracked' | 'conflicted' | 'not in git';
}
export type CleanOutcome = { ok: true; uncommitted: UncommittedFile[] } | { ok: false; message: string };

/**
 * Variables that point git somewhere else than the folder it runs in (set inside hooks, see git(1)); `undefined` keeps
 * them from the child. Messages are in English, and looking takes no lock.
 */
const environment = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
};

/** Runs git in a folder. */
export async function git(
  folder: string,
  args: readonly string[],
  options: { env?: Record<string, string>; stdin?: string } = {},
): Promise<GitOutcome> {
  try {
    const running = x('git', [...args], {
      nodePath: false,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      nodeOptions: {
        cwd: folder,
        env: { ...environment, ...options.env },
        stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      },
    });
    // git may end before it has read everything; its exit code says why.
    running.process?.stdin?.on('error', () => undefined);
    // tinyexec decodes chunk by chunk: without this a character on a chunk's edge is lost.
    running.process?.stdout?.setEncoding('utf8');
    const { stdout, stderr, exitCode } = await running;
    if (exitCode === 0) return { ok: true, stdout };
    return { ok: false, message: `git ${args[0]} failed: ${stderr.trim() || `exit code ${exitCode}`}` };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT')
      return { ok: false, message: 'git is not installed or not on the PATH' };
    throw error;
  }
}

/**
 * Finds what git could not bring back if the targets were overwritten now: as `cargo fix` does, every uncommitted change
 * in the work trees the targets lie in (untracked files included), and targets git does not know. Outside a work tree
 * there is nothing to find.
 * @param root absolute; its work tree is looked at even when no target lies in it
 * @param targets absolute paths of existing files about to be written
 */
export async function findUncommitted(root: string, targets: readonly string[]): Promise<CleanOutcome> {
  const folders = new Set([root, ...targets.map((file) => path.dirname(file))]);
  const tops = new Set([...folders].flatMap((folder) => workTreeTop(folder) ?? []));
  const uncommitted: UncommittedFile[] = [];
  for (const top of tops) {
    const status = await git(top, [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=all',
      '--ignore-submodules=none',
    ]);
    if (!status.ok) return status;
    const changed = parseStatus(status.stdout, top).filter((one) => !isInstalled(one));
    const known = await git(top, ['ls-files', '-z']);
    if (!known.ok) return known;
    const tracked = new Set(known.stdout.split('\0'));
    const seen = new Set(changed.map(({ file }) => file));
    const foreign = targets.filter(
      (file) =>
        workTreeTop(path.dirname(file)) === top &&
        !seen.has(file) &&
        !tracked.has(toPosix(path.relative(top, file))),
    );
    uncommitted.push(...changed, ...foreign.map((file) => ({ file, state: 'not in git' as const })));
  }
  return { ok: true, uncommitted: uncommitted.sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

/** Reads `git status --porcelain=v1 -z` (git-status(1)): two letters, a space, the path; a rename's old path comes as an entry of its own. */
function parseStatus(stdout: string, top: string): UncommittedFile[] {
  const entries = stdout.split('\0');
  const files: UncommittedFile[] = [];
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at];
    if (!entry) continue;
    const letters = entry.slice(0, 2);
    files.push({ file: path.join(top, entry.slice(3)), state: stateOf(letters) });
    if (/[RC]/.test(letters)) at++;
  }
  return files;
}

/** A package, in a repository that does not ignore packages: nothing of it is written. */
function isInstalled({ file, state }: UncommittedFile): boolean {
  return state === 'untracked' && toPosix(file).includes('/node_modules/');
}

function stateOf(letters: string): UncommittedFile['state'] {
  if (letters === '??') return 'untracked';
  if (letters.includes('U') || letters === 'AA' || letters === 'DD') return 'conflicted';
  if (letters.includes('R') || letters.includes('C')) return 'renamed';
  if (letters.includes('D')) return 'deleted';
  if (letters.includes('A')) return 'added';
  return 'modified';
}

/** The commit a folder's work tree is at; nothing outside a repository and before the first commit. */
export async function headCommit(folder: string): Promise<string | null> {
  if (workTreeTop(folder) === undefined) return null;
  const head = await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return head.ok ? head.stdout.trim() : null;
}

/** The folder inside git's own directory that is asyncshift's (per work tree); nothing when there is no repository or no git. */
export async function gitPrivateFolder(folder: string): Promise<string | undefined> {
  const top = workTreeTop(folder);
  if (top === undefined) return undefined;
  const found = await git(folder, ['rev-parse', '--git-path', 'asyncshift']);
  return found.ok ? path.resolve(folder, found.stdout.replace(/\r?\n$/, '')) : undefined;
}
