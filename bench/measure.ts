import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { x } from 'tinyexec';

/** What a process took, with its children: GNU time says. */
export interface Cost {
  /** Seconds on the clock. */
  wall: number;
  /** Seconds of the processors. */
  cpu: number;
  /** The most memory that one process had, in MiB. */
  memory: number;
}

/**
 * Runs a Node program in a folder and measures it.
 * @param codes the exit codes it may end with
 * @returns what it took, and what it printed
 */
export async function measure(
  folder: string,
  args: readonly string[],
  codes: readonly number[],
): Promise<Cost & { stdout: string }> {
  const report = path.join(tmpdir(), `asyncshift-cost-${process.pid}`);
  const timed = ['-q', '-o', report, '-f', '%e %U %S %M', process.execPath, ...args];
  const { exitCode, stdout, stderr } = await x('/usr/bin/time', timed, { nodeOptions: { cwd: folder } });
  if (!codes.includes(exitCode ?? -1)) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(report, 'utf8').split(' ').map(Number);
  rmSync(report);
  return { wall, cpu: user + system, memory: kilobytes / 1024, stdout };
}

/** The middle one, by some measure. */
export function median<T>(values: readonly T[], by: (value: T) => number): T {
  const middle = [...values].sort((a, b) => by(a) - by(b))[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
