import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  applyChanges,
  findObstacles,
  removeEmptyFolders,
  type FileChange,
  type WriteFile,
} from './apply-changes.js';
import type { Failure } from './failure.js';
import { sha256 } from './hash.js';
import { originalBytes, removeRun, type Run } from './journal.js';

export type UndoOutcome =
  /** The files put back and the created files removed, absolute. */
  | { ok: true; restored: string[]; removed: string[] }
  /** `changed`: files that are neither what the run wrote nor what was there before it. */
  | { ok: false; reason: 'changed since'; changed: string[] }
  | { ok: false; reason: 'not written'; failures: Failure[] };

/**
 * Puts back what a run changed, all or nothing, and forgets the run.
 * @param options `force`: also files that have changed since
 */
export async function undoRun(
  run: Run,
  options: { force?: boolean; writeFile?: WriteFile } = {},
): Promise<UndoOutcome> {
  const changes: FileChange[] = [];
  const changed: string[] = [];
  for (const entry of run.files) {
    const file = path.join(run.root, entry.file);
    const current = existsSync(file) ? readFileSync(file) : null;
    const hash = current && sha256(current);
    if (hash === entry.before) continue;
    if (hash !== entry.after) changed.push(file);
    changes.push({
      file,
      before: current,
      after: originalBytes(run, entry),
      ...(entry.mode === null ? {} : { mode: entry.mode }),
    });
  }
  if (changed.length > 0 && !options.force) return { ok: false, reason: 'changed since', changed };
  const obstacles = findObstacles(changes);
  if (obstacles.length > 0) return { ok: false, reason: 'not written', failures: obstacles };
  const applied = await applyChanges(changes, options.writeFile);
  if (!applied.ok)
    return { ok: false, reason: 'not written', failures: [...applied.failures, ...applied.stuck] };
  removeEmptyFolders(run.folders.map((folder) => path.join(run.root, folder)));
  removeRun(run);
  return {
    ok: true,
    restored: changes.filter(({ after }) => after !== null).map(({ file }) => file),
    removed: changes.filter(({ after }) => after === null).map(({ file }) => file),
  };
}
