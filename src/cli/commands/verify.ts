import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  beforeFromJournal,
  beforeFromRevision,
  commonFolder,
  findCutOffRun,
  findProjectRoot,
  toPosix,
  workTreeTop,
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
  /** A command of the project to run before and after the change, in place of a program. */
  run?: string;
  /** Runs the command twice before the change. */
  repeat?: boolean;
  /** Seconds the command may run. */
  timeout?: number;
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
  if (options.run === undefined && (options.repeat || options.timeout !== undefined))
    throw new CommandFailure('--repeat and --timeout go with --run.');
  if (options.run !== undefined && !isFolder) {
    const message = 'With --run, name the folder to run the command in.';
    throw new CommandFailure([{ file: target, message }]);
  }
  if (options.run !== undefined) return runCommand(context, target, { ...options, run: options.run });
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

/** `asyncshift verify --run "npm test"`: runs a command of the project before and after the change. */
async function runCommand(
  { stages, terminal, env }: Context,
  cwd: string,
  { base, run, repeat, timeout, json }: VerifyOptions & { run: string },
): Promise<ExitCode> {
  const before = await treeBefore(findProjectRoot(cwd), base);
  terminal.progress(`Verifying against ${before.source} …`);
  // A command may reach anything that is kept with the project.
  const top = workTreeTop(before.root) ?? commonFolder([before.root, cwd]);
  const files = [...before.files].map(
    ([name, bytes]) => [toPosix(path.relative(top, path.join(before.root, name))), bytes] as const,
  );
  const verdict = await stages.verifyCommand({
    projectRoot: top,
    command: run,
    cwd,
    before: new Map(files),
    env: { ...process.env, ...env },
    progress: (line) => {
      terminal.progress(line);
    },
    ...(repeat ? { repeat } : {}),
    ...(timeout === undefined ? {} : { timeout: timeout * 1000 }),
  });
  if (json) terminal.print(JSON.stringify(verdict, undefined, 2));
  else printVerdict(terminal, verdict);
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
  const before = await treeBefore(target.root, target.base);
  terminal.progress(`Verifying against ${before.source} …`);
  return terminal.during((onProgress) =>
    stages.verify({
      projectRoot: before.root,
      entry: target.entry,
      before: before.files,
      walls: before.walls,
      tsconfig: target.tsconfig,
      onProgress,
    }),
  );
}

/** The tree before the change: at a commit, else before the runs in the journal. */
async function treeBefore(root: string, base: string | undefined) {
  const cutOff = await findCutOffRun(root);
  if (cutOff) throw new CommandFailure([cutOff]);
  const found = base === undefined ? await beforeFromJournal(root) : await beforeFromRevision(root, base);
  return succeeded(found).before;
}
