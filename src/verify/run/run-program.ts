import { runProcess, type ProcessResult } from './run-process.js';
import { tsxLoader } from './resolving.js';

/** A program to run. */
export interface ProgramRun {
  /** Absolute path of the entry file. */
  entry: string;
  /** What reads the files: Node alone, or tsx, which reads TypeScript and JavaScript that this Node does not. */
  loader?: Loader;
  args: readonly string[];
  cwd: string;
  /** The whole environment. */
  env: NodeJS.ProcessEnv;
  /** Milliseconds before the program is stopped. */
  timeout: number;
}

export type Loader = 'node' | 'tsx';

/** How a run went. */
export type ProgramResult = ProcessResult;

/**
 * Runs a TypeScript or JavaScript program under Node, standard input closed.
 * @throws Error when the process cannot be started at all
 */
export function runProgram({ entry, loader, args, ...run }: ProgramRun): Promise<ProgramResult> {
  const loading = loader === 'node' ? [] : ['--import', tsxLoader()];
  return runProcess({ ...run, command: process.execPath, args: [...loading, entry, ...args] });
}
