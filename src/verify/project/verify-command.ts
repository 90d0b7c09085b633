import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../package/root.js';
import { toPosix } from '../../project/index.js';
import { createSandbox, type Sandbox } from '../run/sandbox.js';
import { runProcess, type ProcessResult } from '../run/run-process.js';
import { describeStop } from '../run/check-run.js';
import { failed, passed, unchecked, type Check, type Verdict } from '../verdict.js';
import { checkTests } from './check-tests.js';
import { commandEnvironment } from './command-environment.js';
import { firstDivergence } from './compare-sql.js';
import { compareTests } from './compare-tests.js';
import { findMissing, installInto, linkPackages } from './missing-packages.js';
import { readJunit } from './read-junit.js';
import { readReports } from './read-reports.js';
import { readTap } from './read-tap.js';
import { withReports } from './reporting.js';
import type { TestResult } from './test-result.js';
import { CannotCheck, reasonOf } from '../cannot-check.js';

/** A command of the project to run before and after a change. */
export interface CommandRequest {
  /** The folder that is copied, absolute: all names start from it. */
  projectRoot: string;
  /** A line for the shell: `npm test`. */
  command: string;
  /** Where to run it, absolute. */
  cwd: string;
  /** The files that differ before the change: see `VerifyRequest.before`. */
  before: ReadonlyMap<string, Uint8Array | null>;
  /** Milliseconds the command may run on either side; 10 minutes when left out. */
  timeout?: number;
  /** Runs it twice before the change, to leave out tests that end differently by themselves. */
  repeat?: boolean;
  /** The environment; this process's when left out. */
  env?: NodeJS.ProcessEnv;
  /** Told what is going on. */
  progress?: (line: string) => void;
}

const DEFAULT_TIMEOUT = 600_000;

/** What one side of the change did. */
interface Side extends ProcessResult {
  tests: TestResult[];
}

/**
 * Runs a command of the project in a copy of it before and after a change, and compares how its tests ended.
 * @returns the verdict; whatever goes wrong on the way is part of it, nothing in the project is changed.
 */
export async function verifyCommand(given: CommandRequest): Promise<Verdict> {
  const projectRoot = await realpath(given.projectRoot);
  const request = { ...given, projectRoot, cwd: await realpath(given.cwd) };
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'asyncshift-run-'));
  const logs = { before: path.join(folder, 'before.log'), after: path.join(folder, 'after.log') };
  const changed = request.before.keys();
  const sandbox = await createSandbox(projectRoot, [], { ownDependencies: true, changed });
  const verdict = (checks: Check[]): Verdict => ({
    ok: checks.every(({ ok }) => ok),
    complete: checks.every(({ outcome }) => outcome !== 'unchecked'),
    command: request.command,
    logs,
    checks,
    notes: [],
  });
  try {
    const before = await runSide(request, sandbox, request.before, {
      log: logs.before,
      what: 'before the change',
    });
    const stopped = describeStop(before, 'before', timeoutOf(request));
    if (stopped) return verdict([stopped]);
    const again = request.repeat
      ? await runSide(request, sandbox, request.before, {
          log: logs.before,
          what: 'before the change, again',
        })
      : before;
    const after = await runSide(request, sandbox, new Map(), { log: logs.after, what: 'after the change' });
    const stoppedAfter = describeStop(after, 'after', timeoutOf(request));
    if (stoppedAfter) return verdict([stoppedAfter]);
    const checks = compareSides(request.command, before, again, after);
    if (checks.every(({ ok }) => ok)) return verdict(checks);
    // Where something is worse, another run of each side tells what they ask of their databases.
    const asked = await runTraced(request, sandbox, request.before, logs.before);
    const asks = await runTraced(request, sandbox, new Map(), logs.after);
    return verdict([...checks, ...checkSql(asked, asks, after.tests)]);
  } catch (error) {
    return verdict([failed('run', reasonOf(error))]);
  } finally {
    await sandbox.dispose();
  }
}

function compareSides(command: string, before: Side, again: Side, after: Side): Check[] {
  const run = passed('run', `${command} ran before and after the change`);
  const ends = (side: Side) =>
    side.signal === null ? `exit code ${side.exitCode}` : `ended by ${side.signal}`;
  if (before.tests.length + after.tests.length === 0) {
    const none = 'no results of tests were found; what counts is how the command ended';
    if (before.exitCode !== 0)
      return [unchecked('run', `${command} fails before the change too (${ends(before)}); ${none}`)];
    if (after.exitCode === 0) return [run, passed('exit code', `exit code 0 on both sides: ${none}`)];
    return [run, failed('exit code', `exit code 0 before, ${ends(after)} after: ${none}`, lastLines(after))];
  }
  const comparison = compareTests(before.tests, after.tests, again.tests);
  const tests = checkTests(comparison);
  if (before.exitCode === after.exitCode && before.signal === after.signal)
    return [run, tests, passed('exit code', `${ends(before)} on both sides`)];
  const differs = `${ends(before)} before, ${ends(after)} after`;
  if (tests.ok && comparison.flaky.length > 0)
    return [run, tests, unchecked('exit code', `${differs}; a test that says nothing may be why`)];
  const exit =
    after.exitCode === 0 ? passed('exit code', differs) : failed('exit code', differs, lastLines(after));
  // Where a test fails, the exit code only says so again.
  return [run, tests, ...(tests.ok ? [exit] : [])];
}

async function runSide(
  request: CommandRequest,
  sandbox: Sandbox,
  overlay: CommandRequest['before'],
  { log, what, trace }: { log: string; what: string; trace?: string },
): Promise<Side> {
  await sandbox.fill(overlay);
  const place = (name: string) => path.join(sandbox.base, name);
  const [home, reports] = [place('home'), place('reports')];
  await Promise.all([home, reports].map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all([home, reports].map((folder) => mkdir(folder, { recursive: true })));
  const cwd = path.join(sandbox.project, path.relative(request.projectRoot, request.cwd));
  const env = commandEnvironment(request.env ?? process.env, { home, temp: sandbox.temp });
  await addPackages(request, sandbox, overlay, {
    extra: place(`packages-${overlay.size > 0 ? 'before' : 'after'}`),
    env,
  });
  const reporting = withReports(request.command, cwd, reports);
  request.progress?.(`Running ${request.command} ${what} …`);
  const tracing = trace === undefined ? [] : ['--import', pathToFileURL(tracer).href];
  const started = Date.now();
  const result = await runProcess({
    command: reporting.command,
    cwd,
    timeout: timeoutOf(request),
    env: {
      ...env,
      ...reporting.env,
      ...(trace === undefined ? {} : { ASYNCSHIFT_TRACE: trace }),
      NODE_OPTIONS: [env['NODE_OPTIONS'] ?? '', ...reporting.nodeOptions, ...tracing].join(' ').trim(),
    },
  });
  await writeFile(log, Buffer.concat([result.stdout, Buffer.from(result.stderr)]));
  const tests = testsOf(result, { cwd, reports, started });
  return { ...result, tests: tests.map((test) => inProject(test, sandbox, cwd)) };
}

/** asyncshift/trace, as it is built. */
const tracer = path.join(packageRoot, 'dist/src/trace/index.js');

/** Runs one side again. @returns what it sent to its databases: a trace */
async function runTraced(
  request: CommandRequest,
  sandbox: Sandbox,
  overlay: CommandRequest['before'],
  log: string,
): Promise<string> {
  const side = overlay.size > 0 ? 'before' : 'after';
  const trace = path.join(sandbox.base, `trace-${side}.jsonl`);
  await runSide(request, sandbox, overlay, {
    log: `${log}.traced`,
    what: `${side} the change once more, to trace its SQL`,
    trace,
  });
  return textOf(trace);
}

/** Says where what the sides ask of their databases begins to differ, if it was traced. */
function checkSql(before: string, after: string, tests: readonly TestResult[]): Check[] {
  const failing = tests.filter(({ status }) => status === 'failed').map(({ file }) => file);
  const found = firstDivergence(before, after, failing);
  if (found === undefined) return [];
  const or = (line: string | undefined) => line ?? '(nothing more)';
  return [
    failed('SQL trace', `in ${found.file} the databases are asked something else`, [
      ...found.same.map((line) => `  ${line}`),
      `- ${or(found.before)}`,
      `+ ${or(found.after)}`,
    ]),
  ];
}

/** Installs, beside the copy, what its package.json files ask for that is not installed. */
async function addPackages(
  request: CommandRequest,
  sandbox: Sandbox,
  overlay: CommandRequest['before'],
  { extra, env }: { extra: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const manifests = [...request.before].filter(([name]) => path.posix.basename(name) === 'package.json');
  const otherSide = manifests.map(([name, bytes]) => {
    const file = path.join(request.projectRoot, name);
    return [name, overlay.size > 0 ? textOf(file) : Buffer.from(bytes ?? []).toString('utf8')] as const;
  });
  const missing = findMissing(sandbox.project, new Map(otherSide));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map(({ name, range }) => `${name}@${range}`))].join(' ');
  request.progress?.(`Installing ${names} for this run alone …`);
  const run = { project: sandbox.project, env, timeout: timeoutOf(request) };
  const problem = await installInto(extra, missing, run);
  if (problem !== undefined) throw new CannotCheck(notInstalled(names, problem));
  await linkPackages(extra, missing);
}

function notInstalled(names: string, problem: string): string {
  return `The command needs packages that are not installed, and npm could not install them: npm install ${names}\n${problem}`;
}

/** The results there are: of the runners that were asked for them, else of what the command wrote by itself. */
function testsOf(
  result: ProcessResult,
  { cwd, reports, started }: { cwd: string; reports: string; started: number },
): TestResult[] {
  const reported = [...readReports(reports), ...junitIn(reports, 0)];
  if (reported.length > 0) return reported;
  const tap = readTap(result.stdout.toString('utf8'));
  return tap.length > 0 ? tap : junitIn(cwd, started);
}

/** The results of JUnit reports below a folder that were written since a time. */
function junitIn(folder: string, since: number): TestResult[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`));
  return files.sort().flatMap((file) => readNew(file, since));
}

function readNew(file: string, since: number): TestResult[] {
  return statSync(file).mtimeMs >= since ? readJunit(readFileSync(file, 'utf8')) : [];
}

/** A result with the name of its file as the project has it. */
function inProject(test: TestResult, { project, base }: Sandbox, cwd: string): TestResult {
  const file = test.file === '' ? '' : toPosix(path.relative(project, path.resolve(cwd, test.file)));
  const hide = (text: string) => text.replaceAll(project, '<project>').replaceAll(base, '<sandbox>');
  return {
    ...test,
    file: hide(file),
    name: hide(test.name),
    ...(test.message === undefined ? {} : { message: hide(test.message) }),
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it is not there on this side
  }
}

function lastLines({ stdout, stderr }: ProcessResult): string[] {
  return `${stdout.toString('utf8')}${stderr}`.trimEnd().split('\n').slice(-20);
}

function timeoutOf({ timeout }: CommandRequest): number {
  return timeout ?? DEFAULT_TIMEOUT;
}
