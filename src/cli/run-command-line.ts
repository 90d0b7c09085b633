import { CommanderError } from 'commander';
import { CommandFailure } from './command-failure.js';
import { createContext, processSurroundings, type Surroundings } from './context.js';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { describeCrash, environmentFailure } from './crash.js';

/**
 * Runs a command line.
 * @param argv as in `process.argv`: the program and the script come first
 * @returns the exit code. Whatever goes wrong is told on standard error, and is 2.
 */
export async function runCommandLine(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<ExitCode> {
  // A command that ends without saying how it went has not worked.
  let exitCode: ExitCode = ExitCode.failed;
  try {
    await createProgram(surroundings, (code) => (exitCode = code)).parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    // Commander has printed what it has to say. Help and version that were asked for are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.failed;
    const color = argv.includes('--no-color') ? false : argv.includes('--color') ? true : undefined;
    const { terminal } = createContext(surroundings, color);
    const known = error instanceof CommandFailure ? error.failures : environmentFailure(error);
    if (known) terminal.fail(known);
    else surroundings.stderr.write(describeCrash(error));
    return ExitCode.failed;
  }
}
