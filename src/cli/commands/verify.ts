import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  beforeFromJournal,
  beforeFromRevision,
  findCutOffRun,
  findProjectRoot,
} from '../../project/index.js';
import type { Verdict } from '../../verify/verdict.js';
import { CommandFailure, succeeded } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { printVerdict } from '../report/verdict.js';

/** The options of `asyncshift verify [entry or folder]`. */
export interface VerifyOptions {
  /** A file to run, or a folder to find it in, as the user wrote it. */
  target: string;
  /** The commit before the change. */
  base?: string;
  tsconfig?: string;
  json: boolean;
}

/** `asyncshift verify`: proves that the program does the same as before the change. */
export async function verify(context: Context, options: VerifyOptions): Promise<ExitCode> {
  const given = path.resolve(context.cwd, options.target);
  if (!existsSync(given)) {
    const message =
      'The path does not exist. Name the file the program starts with, or the folder of the project.';
    throw new CommandFailure([{ file: given, message }]);
  }
  const target = realpathSync(given);
  const isFolder = statSync(target).isDirectory();
  const verdict = await verifyAgainst(context, {
    root: findProjectRoot(isFolder ? target : path.dirname(target)),
    entry: target,
    base: options.base,
    tsconfig: options.tsconfig === undefined ? undefined : path.resolve(context.cwd, options.tsconfig),
  });
  if (options.json) context.terminal.print(JSON.stringify(verdict, undefined, 2));
  else printVerdict(context.terminal, verdict);
  return exitCodeOf(verdict);
}

/** What could not be checked is no failure, but no proof either: it is left to a person. */
export function exitCodeOf(verdict: Verdict): ExitCode {
  if (!verdict.ok) return ExitCode.failed;
  return verdict.complete ? ExitCode.done : ExitCode.workRemains;
}

/** What to verify; paths are absolute. */
export interface VerifyTarget {
  root: string;
  entry?: string;
  base?: string;
  tsconfig?: string;
}

/** Verifies a project against the tree before the change: from a commit, else from the run journal. */
export async function verifyAgainst({ stages, terminal }: Context, target: VerifyTarget): Promise<Verdict> {
  const cutOff = await findCutOffRun(target.root);
  if (cutOff) throw new CommandFailure([cutOff]);
  const { before } = succeeded(
    target.base === undefined
      ? await beforeFromJournal(target.root)
      : await beforeFromRevision(target.root, target.base),
  );
  terminal.progress(`Verifying against ${before.source} …`);
  return stages.verify({
    projectRoot: before.root,
    entry: target.entry,
    before: before.files,
    walls: before.walls,
    tsconfig: target.tsconfig,
  });
}
