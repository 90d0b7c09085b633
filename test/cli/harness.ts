import { runCommandLine } from '../../src/cli/run-command-line.js';
import type { Surroundings } from '../../src/cli/context.js';
import type { Stages } from '../../src/cli/stages.js';
import { packageRoot } from '../../src/package/root.js';
import { stages } from '../../src/cli/stages.js';

/** What a command line printed, and how it ended. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, in a folder, with the real stages or stand-ins. */
export async function run(
  cwd: string,
  args: readonly string[],
  options: {
    stages?: Partial<Stages>;
    env?: NodeJS.ProcessEnv;
    packageRoot?: string;
    isTTY?: boolean;
    now?: () => number;
  } = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY: options.isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const surroundings: Surroundings = {
    cwd,
    env: options.env ?? {},
    stdout: output('stdout'),
    stderr: output('stderr'),
    stages: { ...stages, ...options.stages },
    now: options.now,
    packageRoot: options.packageRoot ?? packageRoot,
  };
  const code = await runCommandLine(['node', 'asyncshift', ...args], surroundings);
  return { code, ...written };
}
