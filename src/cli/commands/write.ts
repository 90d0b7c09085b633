import path from 'node:path';
import { findUncommitted, undoRun, writeRun, type Run } from '../../project/index.js';
import { CommandFailure, succeeded } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { describeOptions, workRemains, type Prepared } from '../prepare.js';
import { count, printSummary } from '../report/summary.js';
import { printVerdict } from '../report/verdict.js';
import type { MigrateOptions } from './migrate.js';
import { exitCodeOf, verifyAgainst } from './verify.js';

/** How many uncommitted files are named before the rest is counted. */
const namedFiles = 20;

/**
 * Writes a change, all or nothing; with `--verify` proves it and puts everything back when the proof fails.
 * @throws CommandFailure when the work tree is dirty or a file cannot be written.
 */
export async function writePrepared(
  context: Context,
  prepared: Prepared,
  options: MigrateOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  if (prepared.files.length === 0) {
    if (options.json) terminal.print(JSON.stringify(prepared.plan, undefined, 2));
    else if (!workRemains(prepared)) terminal.print('Nothing to do.');
    if (!options.json) printSummary(terminal, prepared, 'written');
    return workRemains(prepared) ? ExitCode.workRemains : ExitCode.done;
  }
  if (!options.allowDirty) await refuseUncommitted(context, prepared);
  const { run } = succeeded(
    await untilStopped((signal) =>
      writeRun(
        prepared.root,
        prepared.files.map(({ change }) => change),
        {
          options: describeOptions(options),
          walls: prepared.plan.walls.map(({ file, line, code }) => ({ file, line, code })),
          plan: prepared.plan,
        },
        { signal },
      ),
    ),
  );
  if (options.json) terminal.print(JSON.stringify(prepared.plan, undefined, 2));
  else {
    for (const { file } of prepared.files)
      terminal.print(`wrote ${terminal.styles.place(terminal.place(file))}`);
    printSummary(terminal, prepared, 'written');
  }
  const left =
    prepared.plan.walls.length + prepared.markersAfter.length > 0 ? ExitCode.workRemains : ExitCode.done;
  if (options.verify) {
    const verified = await verifyOrUndo(context, prepared, run, options);
    return verified === ExitCode.done ? left : verified;
  }
  terminal.progress(
    'To prove that the program does the same: asyncshift verify. To put everything back: asyncshift undo.',
  );
  return left;
}

/** Does something that a signal to end the process stops in its own way. */
async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    stop.abort(name);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const name of names) process.off(name, onSignal);
  }
}

async function verifyOrUndo(
  context: Context,
  prepared: Prepared,
  run: Run,
  options: MigrateOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  let exitCode: ExitCode = ExitCode.failed;
  try {
    const verdict = await verifyAgainst(context, {
      root: prepared.root,
      entry: options.entry === undefined ? undefined : path.resolve(context.cwd, options.entry),
      tsconfig: prepared.tsconfig,
    });
    printVerdict(terminal, verdict);
    exitCode = exitCodeOf(verdict);
  } finally {
    // Also when verification itself breaks: unproven code does not stay.
    if (exitCode === ExitCode.failed) {
      const undone = await undoRun(run);
      if (undone.ok) terminal.progress('Everything is as it was before: the change could not be verified.');
      else terminal.fail([{ message: 'The change could not be put back by itself. Run "asyncshift undo".' }]);
    }
  }
  return exitCode;
}

async function refuseUncommitted({ terminal }: Context, prepared: Prepared): Promise<void> {
  const targets = prepared.files.filter(({ isNew }) => !isNew).map(({ file }) => file);
  const clean = await findUncommitted(prepared.root, targets);
  if (!clean.ok) {
    throw new CommandFailure(
      `${clean.message}. asyncshift cannot tell what is committed; --allow-dirty writes anyway.`,
    );
  }
  const { uncommitted } = clean;
  if (uncommitted.length === 0) return;
  const named = uncommitted
    .slice(0, namedFiles)
    .map(({ file, state }) => `  ${terminal.place(file)} (${state})`);
  const rest = uncommitted.length - named.length;
  throw new CommandFailure(
    [
      `${count(uncommitted.length, 'file')} in the work tree ${uncommitted.length === 1 ? 'is' : 'are'} not committed; nothing was written:`,
      ...named,
      ...(rest > 0 ? [`  and ${rest} more`] : []),
      'Commit or stash them first, so that the change stands alone, or write anyway with --allow-dirty.',
    ].join('\n'),
  );
}
