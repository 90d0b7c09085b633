import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { toPosix } from '../../project/ancestors.js';
import { CannotCheck, reasonOf } from '../cannot-check.js';
import type { Entry } from '../entry.js';
import type { VerifyRequest } from '../request.js';
import { failed, type Check } from '../verdict.js';
import { compareRuns, describeStop, nothingCompared, type SideRun } from './check-run.js';
import { runProgram, type Loader, type ProgramResult } from './run-program.js';
import { createSandbox, type Sandbox } from './sandbox.js';
import { parseRecording } from './trace-file.js';

/** What running gave. */
export interface RunOutcome {
  checks: Check[];
  notes: string[];
}

const DEFAULT_TIMEOUT = 60_000;
/** What paths of the sandbox are shown as. */
const PLACEHOLDER = '<project>';

/**
 * Runs the program before and after the change, one after the other in the same folder, and compares what they did.
 * @param outside files above the project that its tsconfig files extend
 */
export async function runBothSides(
  request: VerifyRequest,
  entry: Entry,
  outside: readonly string[],
): Promise<RunOutcome> {
  const name = toPosix(path.relative(request.projectRoot, entry.file));
  const timeout = request.timeout ?? DEFAULT_TIMEOUT;
  const sandbox = await createSandbox(request.projectRoot, outside);
  // tsx gives `require` and `import` a copy of a package each, so a JavaScript program is run as its users run it.
  let loader: Loader = /\.[cm]?js$/.test(entry.file) ? 'node' : 'tsx';
  const run = (overlay: VerifyRequest['before'], env: NodeJS.ProcessEnv) =>
    runSide(request, entry, sandbox, overlay, { env, timeout, loader });
  const stopped = (check: Check): RunOutcome => ({
    checks: [check, ...nothingCompared('the program was stopped')],
    notes: [],
  });
  try {
    let before = await run(request.before, {});
    if (loader === 'node' && needsLoader(before)) {
      loader = 'tsx';
      before = await run(request.before, {});
    }
    const beforeStop = describeStop(before, 'before', timeout);
    if (beforeStop) return stopped(beforeStop);
    const after = await run(new Map(), { ASYNCSHIFT_STRICT: '1' });
    const afterStop = describeStop(after, 'after', timeout);
    if (afterStop) return stopped(afterStop);
    const checks = compareRuns(name, before, after);
    const notes = sharedDatabases(before);
    if (checks.every((check) => check.ok)) return { checks, notes };
    // A program that does not even repeat itself proves nothing: find out before anybody looks for the reason.
    const again = await run(request.before, {});
    const repeats = compareRuns(name, before, again).every((check) => check.ok);
    return { checks, notes: repeats ? notes : [...notes, notRepeatable] };
  } catch (error) {
    const message = reasonOf(error);
    return {
      checks: [failed('run', message), ...nothingCompared('the program could not be run')],
      notes: [],
    };
  } finally {
    await sandbox.dispose();
  }
}

/** Whether a program failed because Node alone does not read its files. */
function needsLoader({ exitCode, stderr }: SideRun): boolean {
  const unread = /\bERR_(?:UNKNOWN_FILE_EXTENSION|MODULE_NOT_FOUND|UNSUPPORTED_DIR_IMPORT)\b|^SyntaxError\b/m;
  return exitCode !== 0 && unread.test(stderr);
}

const notRepeatable =
  'Two runs of the program as it was before the change differ from each other too: it depends on the clock, on random ' +
  'numbers or on something outside its folder. Make it repeatable to have it verified.';

async function runSide(
  request: VerifyRequest,
  entry: Entry,
  sandbox: Sandbox,
  overlay: VerifyRequest['before'],
  options: { env: NodeJS.ProcessEnv; timeout: number; loader: Loader },
): Promise<SideRun> {
  await sandbox.fill(overlay);
  const trace = path.join(sandbox.base, 'trace.jsonl');
  await rm(trace, { force: true });
  const placed = (file: string) => path.join(sandbox.project, path.relative(request.projectRoot, file));
  if (!existsSync(placed(entry.file))) throw new CannotCheck(notCopied(request, entry));
  const tsconfig = request.tsconfig === undefined ? {} : { TSX_TSCONFIG_PATH: placed(request.tsconfig) };
  const result = await runProgram({
    entry: placed(entry.file),
    loader: options.loader,
    args: request.args ?? entry.args,
    cwd: placed(entry.cwd),
    timeout: options.timeout,
    env: {
      ...process.env,
      ...temporaryFolder(sandbox.temp),
      ...tsconfig,
      ...request.env,
      ASYNCSHIFT_STRICT: undefined,
      ...options.env,
      ASYNCSHIFT_TRACE_FILE: trace,
    },
  });
  const recorded = await readFile(trace, 'utf8').catch(() => '');
  return { ...hidePaths(result, sandbox), recording: parseRecording(hide(recorded, sandbox)) };
}

function notCopied(request: VerifyRequest, entry: Entry): string {
  const name = toPosix(path.relative(request.projectRoot, entry.file));
  return request.before.get(name) === null
    ? `${name} does not exist before the change. Name a program that does.`
    : `${name} is not part of the code that is copied to be run: it is built, installed, or ignored by git. Name its source.`;
}

/** Files a program leaves in the folder for temporary files are not to be found by its next run. */
function temporaryFolder(folder: string): NodeJS.ProcessEnv {
  return { TMPDIR: folder, TEMP: folder, TMP: folder };
}

/** Both sides run under the same path; it is only replaced so that what is shown is the same every time. */
function hidePaths(result: ProgramResult, sandbox: Sandbox): ProgramResult {
  // Byte for byte: what is not UTF-8 has to stay what it is.
  const stdout = Buffer.from(hide(result.stdout.toString('latin1'), sandbox, 'latin1'), 'latin1');
  return { ...result, stdout, stderr: hide(result.stderr, sandbox) };
}

function hide(text: string, sandbox: Sandbox, encoding: BufferEncoding = 'utf8'): string {
  const as = (path: string) => Buffer.from(path, 'utf8').toString(encoding);
  return text.replaceAll(as(sandbox.project), PLACEHOLDER).replaceAll(as(sandbox.base), '<sandbox>');
}

/** Databases that do not live in the copied folder, so that the second run finds what the first one left. */
function sharedDatabases(run: SideRun): string[] {
  const urls = new Set(run.recording.databases.map(({ url }) => url));
  return [...urls]
    .filter((url) => isShared(url))
    .map(
      (url) =>
        `${url} is the same database for both runs: what the first leaves in it, the second finds. Have the program start by emptying it.`,
    );
}

/** A server, or a file at a place of its own (the sandbox's paths are replaced by now). */
function isShared(url: string): boolean {
  if (!url.startsWith('sqlite:')) return /^[^:]+:\/\/[^/]/.test(url);
  return path.isAbsolute(url.replace(/^sqlite:\/\/\/?/, ''));
}
