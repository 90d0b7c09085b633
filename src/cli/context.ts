import { packageRoot } from '../package/root.js';
import { stages, type Stages } from './stages.js';
import { Terminal, type Output } from './terminal.js';

/** What a command line runs in: the process, or stand-ins in tests. */
export interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdout: Output;
  stderr: Output;
  stages: Stages;
  /** Milliseconds, from any beginning; the process's clock when left out. */
  now?: () => number;
  /** asyncshift's own folder: documentation and example applications lie there. */
  packageRoot: string;
}

/** What a command gets to work with. */
export interface Context extends Surroundings {
  terminal: Terminal;
}

/** The process asyncshift runs in, with the real stages. */
export function processSurroundings(): Surroundings {
  const { env, stdout, stderr } = process;
  return { cwd: process.cwd(), env, stdout, stderr, stages, packageRoot };
}

/** Adds the terminal to some surroundings. */
export function createContext(surroundings: Surroundings, color: boolean | undefined): Context {
  return { ...surroundings, terminal: new Terminal({ ...surroundings, color }) };
}
