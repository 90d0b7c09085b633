import { spawn, type ChildProcess } from 'node:child_process';
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
export interface ProgramResult {
  stdout: Buffer;
  stderr: string;
  exitCode: number | null;
  /** Set when a signal ended it. */
  signal: NodeJS.Signals | null;
  /** Why it was stopped before it ended by itself. */
  stopped?: 'timeout' | 'too much output';
}

/** More output than this is a program that prints without end. */
const MAX_OUTPUT = 64 * 1024 * 1024;
/** After the program has ended, how long processes it left behind may keep its output open. */
const GRACE = 1000;

/**
 * Runs a TypeScript or JavaScript program under Node, standard input closed.
 * On a timeout the program is stopped with everything it started, and so it is when this process ends first.
 * @throws Error when the process cannot be started at all
 */
export function runProgram(run: ProgramRun): Promise<ProgramResult> {
  // A process group of its own, so that it can be stopped with all its children.
  const loading = run.loader === 'node' ? [] : ['--import', tsxLoader()];
  const child = spawn(process.execPath, [...loading, run.entry, ...run.args], {
    cwd: run.cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const releaseSignals = stopWithThisProcess(child);

  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    let stopped: ProgramResult['stopped'];
    const stop = (why: 'timeout' | 'too much output') => {
      stopped ??= why;
      kill(child);
    };
    const timer = setTimeout(() => {
      stop('timeout');
    }, run.timeout);
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) stop('too much output');
      else chunks.push(chunk);
    };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    const settled = () => {
      clearTimeout(timer);
      releaseSignals();
    };
    child.on('error', (error) => {
      settled();
      reject(new Error(`Node could not be started to run ${run.entry}: ${error.message}`, { cause: error }));
    });
    child.on('exit', () => {
      clearTimeout(timer);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, GRACE).unref();
    });
    child.on('close', (exitCode, signal) => {
      settled();
      resolve({
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
        exitCode,
        signal,
        ...(stopped ? { stopped } : {}),
      });
    });
  });
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** A group of its own does not get the terminal's Ctrl-C: it is passed on here. */
function stopWithThisProcess(child: ChildProcess): () => void {
  const onExit = () => {
    kill(child);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    kill(child);
    release();
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const release = () => {
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.on('exit', onExit);
  for (const signal of signals) process.on(signal, onSignal);
  return release;
}
