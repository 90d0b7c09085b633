import { describeSystemError } from '../project/index.js';
import { describeCrash } from './crash.js';
import { ExitCode } from './exit-code.js';
import { runCommandLine } from './run-command-line.js';

/** Runs the process's command line and sets its exit code; an error nobody caught ends it with 2. */
export async function main(): Promise<void> {
  // Stays when the process ends before the command does.
  process.exitCode = ExitCode.failed;
  process.on('uncaughtException', (error) => {
    process.stderr.write(describeCrash(error));
    process.exit(ExitCode.failed);
  });
  const refusals: Error[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `asyncshift | head`: the reader has seen enough.
      if (error.code === 'EPIPE' || refusals.push(error) > 1) return;
      process.exitCode = ExitCode.failed;
      if (stream === process.stdout) {
        process.stderr.write(`error The output could not be written: ${describeSystemError(error)}.\n`);
      }
    });
  }
  // It goes on when nobody can read what it says, because it may be writing files.
  const exitCode = await runCommandLine(process.argv);
  if (refusals.length === 0) process.exitCode = exitCode;
}
