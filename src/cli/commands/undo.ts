import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { findProjectRoot, listRuns, undoRun } from '../../project/index.js';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

/** The options of `asyncshift undo [folder]`. */
export interface UndoOptions {
  /** A folder of the project, as the user wrote it. */
  folder: string;
  force: boolean;
}

/** `asyncshift undo`: puts back what the newest run in the project changed. */
export async function undo({ terminal, cwd }: Context, options: UndoOptions): Promise<ExitCode> {
  const given = path.resolve(cwd, options.folder);
  if (!existsSync(given)) {
    throw new CommandFailure([
      { file: given, message: 'The folder does not exist. Name a folder of the project.' },
    ]);
  }
  const real = realpathSync(given);
  const folder = findProjectRoot(statSync(real).isDirectory() ? real : path.dirname(real));
  const [run] = await listRuns(folder);
  if (!run) {
    throw new CommandFailure(`There is nothing to undo: no run is recorded for ${folder}.`);
  }
  const undone = await undoRun(run, { force: options.force });
  if (undone.ok) {
    for (const file of undone.restored) terminal.print(`put back ${terminal.place(file)}`);
    for (const file of undone.removed) terminal.print(`removed ${terminal.place(file)}`);
    terminal.progress(`The run of ${run.time} is undone.`);
    return ExitCode.done;
  }
  if (undone.reason === 'not written') throw new CommandFailure(undone.failures);
  throw new CommandFailure([
    ...undone.changed.map((file) => ({ file, message: 'The file has changed since asyncshift wrote it.' })),
    {
      message:
        'Nothing was put back. Save those changes elsewhere, then "asyncshift undo --force" overwrites them.',
    },
  ]);
}
