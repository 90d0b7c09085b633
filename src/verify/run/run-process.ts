import { spawn, type ChildProcess } from 'node:child_process';

/** A process to run. */
export interface ProcessRun {
  /** The program, or a line for the shell when there are no `args`. */
  command: string;
  args?: readonly string[];
  cwd: string;
  /** The whole environment. */
  env: NodeJS.ProcessEnv;
  /** Milliseconds before it is stopped. */
  timeout: number;
}

/** How a run went. */
export interface ProcessResult {
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
 * Runs a process, standard input closed.
 * On a timeout it is stopped with everything it started, and so it is when this process ends first.
 * @throws Error when it cannot be started at all
 */
export function runProcess(run: ProcessRun): Promise<ProcessResult> {
  // A process group of its own, so that it can be stopped with all its children.
  const child = spawn(run.command, run.args ?? [], {
    cwd: run.cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    shell: run.args === undefined,
  });
  const releaseSignals = stopWithThisProcess(child);

  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    let stopped: ProcessResult['stopped'];
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
      reject(new Error(`${run.command} could not be started: ${error.message}`, { cause: error }));
    });
    child.on('exit', () => {
      clearTimeout(timer);
      // What it left behind in its group would go on beside the next run.
      if (run.args === undefined) setTimeout(kill, GRACE, child).unref();
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
