import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
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
  const applied = await applyChanges(changes, { writeFile: options.writeFile });
  if (!applied.ok)
    return { ok: false, reason: 'not written', failures: [...applied.failures, ...applied.stuck] };
  removeEmptyFolders(run.folders.map((folder) => path.join(run.root, folder)));
  if (run.state === 'writing') removeLeftovers(run);
  removeRun(run);
  return {
    ok: true,
    restored: changes.filter(({ after }) => after !== null).map(({ file }) => file),
    removed: changes.filter(({ after }) => after === null).map(({ file }) => file),
  };
}

/** Removes the temporary files that a run left beside its files when it was killed: named after them, with a number behind. */
function removeLeftovers(run: Run): void {
  const started = Date.parse(run.time);
  for (const { file } of run.files) {
    const target = path.join(run.root, file);
    const folder = path.dirname(target);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const temporary = path.join(folder, name);
      const isLeftover = name.startsWith(`${path.basename(target)}.`) && /\.\d{6,}$/.test(name);
      if (isLeftover && statSync(temporary).mtimeMs >= started) rmSync(temporary);
    }
  }
}
