import { existsSync } from 'node:fs';
import path from 'node:path';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { describeOptions, prepare, workRemains, type MigrationOptions, type Prepared } from '../prepare.js';
import { printDiff } from '../report/diff.js';
import { printSummary } from '../report/summary.js';

/** The options of `asyncshift [paths…]`. */
export interface MigrateOptions extends MigrationOptions {
  write: boolean;
  verify: boolean;
  entry?: string;
  allowDirty: boolean;
  json: boolean;
}

/** `asyncshift [paths…]`: shows the change, or writes it with `--write`. */
export async function migrate(context: Context, options: MigrateOptions): Promise<ExitCode> {
  if (options.entry !== undefined && !options.verify) {
    throw new CommandFailure(
      '--entry goes with --write --verify. To verify what is already written, run "asyncshift verify" with the file.',
    );
  }
  if (options.verify && !options.write) {
    throw new CommandFailure(
      '--verify goes with --write. To verify what is already written, run "asyncshift verify".',
    );
  }
  if (options.verify && options.json) {
    throw new CommandFailure(
      '--json prints the plan and --verify a verdict. For both, run "asyncshift verify --json" after --write.',
    );
  }
  if (options.verify && options.entry !== undefined) {
    const entry = path.resolve(context.cwd, options.entry);
    const message = 'The path does not exist. Name the file the program starts with.';
    if (!existsSync(entry)) throw new CommandFailure([{ file: entry, message }]);
  }
  const prepared = await prepare(context, options);
  if (!options.write) return preview(context, prepared, options);
  return (await import('./write.js')).writePrepared(context, prepared, options);
}

/** Prints a change and writes nothing. */
export function preview({ terminal }: Context, prepared: Prepared, options: MigrateOptions): ExitCode {
  const exitCode = workRemains(prepared) ? ExitCode.workRemains : ExitCode.done;
  if (options.json) {
    terminal.print(JSON.stringify(prepared.plan, undefined, 2));
    return exitCode;
  }
  printDiff(terminal, prepared);
  if (exitCode === ExitCode.done) terminal.print('Nothing to do.');
  printSummary(terminal, prepared, 'preview');
  if (prepared.files.length > 0) {
    const command = ['asyncshift', ...describeOptions(options), '--write'].map(quoted).join(' ');
    terminal.progress(`Nothing is written yet. To write it: ${command}`);
  }
  return exitCode;
}

/** A word of a command as a shell takes it: quoted where it would read more into it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
