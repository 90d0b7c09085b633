import { applyChanges, findObstacles, type Applying, type FileChange } from './apply-changes.js';
import type { Failure } from './failure.js';
import { describeSystemError } from './failure.js';
import { finishRun, listRuns, removeRun, startRun, type Run, type RunDetails } from './journal.js';

export type WriteOutcome = { ok: true; run: Run } | { ok: false; failures: Failure[] };

/**
 * Writes a set of changes, all or nothing, with a journal entry that `undo` and `verify` read.
 * @param root absolute project root
 * @returns the run, or why nothing was written: a file changed since the analysis, a file that cannot be written, an
 * earlier run that was cut off, a write that failed or was stopped half-way (what was written is put back).
 */
export async function writeRun(
  root: string,
  changes: readonly FileChange[],
  details: RunDetails,
  how: Applying = {},
): Promise<WriteOutcome> {
  const cutOff = await findCutOffRun(root);
  if (cutOff) return { ok: false, failures: [cutOff] };
  const obstacles = findObstacles(changes);
  if (obstacles.length > 0) return { ok: false, failures: obstacles };
  const started = await start(root, changes, details);
  if (!started.ok) return started;
  const applied = await applyChanges(changes, how);
  if (applied.ok) return { ok: true, run: await finishRun(started.run, applied.createdFolders) };
  if (applied.stuck.length === 0) {
    removeRun(started.run);
    return { ok: false, failures: applied.failures };
  }
  const message =
    'Some files are written and some are not. Mend what is named above, then run "asyncshift undo".';
  return { ok: false, failures: [...applied.failures, ...applied.stuck, { message }] };
}

/** Says of a project that an earlier run was cut off while it wrote, so that some of its files are changed and some are not. */
export async function findCutOffRun(root: string): Promise<Failure | undefined> {
  const cutOff = (await listRuns(root)).find((run) => run.state === 'writing');
  if (!cutOff) return undefined;
  const message = `A run of ${cutOff.time} was cut off while it wrote. Put its files back with "asyncshift undo" and run again.`;
  return { file: cutOff.root, message };
}

async function start(
  root: string,
  changes: readonly FileChange[],
  details: RunDetails,
): Promise<WriteOutcome> {
  try {
    return { ok: true, run: await startRun(root, changes, details) };
  } catch (error) {
    const message = `The original files could not be kept for undo: ${describeSystemError(error)}. Nothing was written.`;
    return { ok: false, failures: [{ file: root, message }] };
  }
}
