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
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.exitCode = await runCommandLine(process.argv);
}

/** `asyncshift | head`: the reader has seen enough. The command goes on, because it may be writing files. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
