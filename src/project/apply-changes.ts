import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ancestors } from './ancestors.js';
import { describeSystemError, systemErrorCode, type Failure } from './failure.js';

/** One file to change, with what it must still be for the change to go ahead. */
export interface FileChange {
  /** Absolute path. */
  file: string;
  /** The bytes the change starts from; `null`: the file must not exist. */
  before: Buffer | null;
  /** The bytes to write; `null`: the file goes. */
  after: Buffer | null;
  /** The mode of a file that is written anew; a file that exists keeps its own. */
  mode?: number;
}

export type ApplyOutcome =
  | { ok: true; createdFolders: string[] }
  /** `stuck`: files that could not be put back either. */
  | { ok: false; failures: Failure[]; stuck: Failure[] };

/** Writes one file; a parameter so that tests can let the third of five writes fail. */
export type WriteFile = (file: string, bytes: Buffer, mode: number | undefined) => Promise<void>;

/** Writes through a temporary file beside the target, which keeps its mode and owner; a link keeps pointing to it. */
const writeAtomically: WriteFile = (file, bytes, mode) =>
  writeFileAtomic(file, bytes, mode === undefined ? {} : { mode });

/**
 * Says what stands in the way of the changes: files that are no longer what the change starts from, or that cannot be
 * written. Looks only.
 */
export function findObstacles(changes: readonly FileChange[]): Failure[] {
  return changes.flatMap((change) => {
    const message = obstacle(change);
    return message === undefined ? [] : [{ file: change.file, message }];
  });
}

/** How changes are made. */
export interface Applying {
  writeFile?: WriteFile | undefined;
  /** When it aborts before the last change is made, none stays. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes all of the changes or none: when one fails, or somebody stops it, those already made are put back. Nothing is
 * checked beforehand; see {@link findObstacles}.
 */
export async function applyChanges(
  changes: readonly FileChange[],
  { writeFile = writeAtomically, signal }: Applying = {},
): Promise<ApplyOutcome> {
  const createdFolders: string[] = [];
  const done: FileChange[] = [];
  for (const change of changes) {
    if (signal?.aborted) {
      const stuck = await putBack(done, writeFile);
      removeEmptyFolders(createdFolders);
      const put = done.length === 0 ? '' : `${done.length} of ${changes.length} were, and are put back. `;
      const message = `Stopped while files were written (${String(signal.reason)}). ${put}Nothing has changed.`;
      return { ok: false, failures: stuck.length === 0 ? [{ message }] : [], stuck };
    }
    try {
      if (change.after !== null) createdFolders.push(...createFolders(path.dirname(change.file)));
      await put(change.file, change.after, change.mode, writeFile);
      done.push(change);
    } catch (error) {
      const message = `The file could not be written: ${describeSystemError(error)}. Mend that and run again.`;
      const stuck = await putBack(done, writeFile);
      removeEmptyFolders(createdFolders);
      return { ok: false, failures: [{ file: change.file, message }], stuck };
    }
  }
  return { ok: true, createdFolders };
}

/** Removes the folders that are empty, deepest first; the others stay. */
export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    try {
      rmdirSync(folder);
    } catch {
      // not empty or already gone: someone else's business
    }
  }
}

async function putBack(done: readonly FileChange[], writeFile: WriteFile): Promise<Failure[]> {
  const stuck: Failure[] = [];
  for (const { file, before, mode } of [...done].reverse()) {
    try {
      await put(file, before, mode, writeFile);
    } catch (error) {
      stuck.push({ file, message: `The file could not be put back: ${describeSystemError(error)}.` });
    }
  }
  return stuck;
}

async function put(
  file: string,
  bytes: Buffer | null,
  mode: number | undefined,
  writeFile: WriteFile,
): Promise<void> {
  if (bytes === null) rmSync(file);
  else await writeFile(file, bytes, existsSync(file) ? undefined : mode);
}

/** @returns the folders that had to be created, outermost first. */
function createFolders(folder: string): string[] {
  const missing = ancestors(folder).filter((candidate) => !existsSync(candidate));
  mkdirSync(folder, { recursive: true });
  return missing.reverse();
}

function obstacle({ file, before, after }: FileChange): string | undefined {
  const current = readOrNull(file);
  if (typeof current === 'string')
    return `The file cannot be read: ${current}. Make it readable and run again.`;
  if (before === null && current !== null)
    return 'A file with this name has appeared since the analysis. Run again.';
  if (before !== null && current === null) return 'The file has gone since it was analysed. Run again.';
  if (before !== null && current !== null && !before.equals(current)) {
    return 'The file has changed since it was analysed. Run again.';
  }
  const folder =
    ancestors(path.dirname(file)).find((candidate) => existsSync(candidate)) ?? path.dirname(file);
  if (before !== null && after !== null && !isWritable(file))
    return 'The file is read-only. Make it writable and run again.';
  if (!statSync(folder).isDirectory())
    return `${folder} is a file where a folder is needed. Move it away and run again.`;
  if (!isWritable(folder)) return `Its folder ${folder} is read-only. Make it writable and run again.`;
  return undefined;
}

/** The bytes of a file, `null` when there is none, or what keeps it from being read. */
function readOrNull(file: string): Buffer | null | string {
  try {
    return readFileSync(file);
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '') ? null : describeSystemError(error);
  }
}

/** Whether this process may write a file. Root may write anything, so for root the file's own mode has the say. */
function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return (statSync(file).mode & 0o222) !== 0;
  } catch {
    return false;
  }
}
