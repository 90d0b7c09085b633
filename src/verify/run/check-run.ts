import { count, failed, passed, unchecked, type Check } from '../verdict.js';
import { unifiedDiff } from '../unified-diff.js';
import { compareDatabases } from './compare-databases.js';
import { compareTraces } from './compare-traces.js';
import type { ProgramResult } from './run-program.js';
import type { Recording } from './trace-file.js';

/** What one side of the change did. */
export interface SideRun extends ProgramResult {
  recording: Recording;
}

/** What the checks say of a run that was not compared, and why. */
export function nothingCompared(why: string): Check[] {
  return (['output', 'exit code', 'SQL trace', 'database'] as const).map((name) =>
    unchecked(name, `not compared: ${why}`),
  );
}

/**
 * Says how one side ended when it did not end by itself.
 * @param when `before` or `after`
 * @returns nothing when it did
 */
export function describeStop(
  run: ProgramResult,
  when: 'before' | 'after',
  timeout: number,
): Check | undefined {
  if (run.stopped === undefined) return undefined;
  const what =
    run.stopped === 'timeout'
      ? `the program ${when} the change did not end within ${timeout / 1000} s`
      : `the program ${when} the change printed without end`;
  const advice =
    run.stopped === 'timeout'
      ? ['A program to verify has to end by itself: name one that does, or raise the timeout.']
      : [];
  const last = run.stdout.toString('utf8');
  return failed('run', what, [
    ...advice,
    ...tail('its last output', last),
    ...tail('its last errors', run.stderr),
  ]);
}

/** Compares two runs that ended by themselves. */
export function compareRuns(entry: string, before: SideRun, after: SideRun): Check[] {
  return [
    checkEnd(entry, before, after),
    checkOutput(before, after),
    checkExitCode(before, after),
    checkTrace(before, after),
    compareDatabases(before.recording.databases, after.recording.databases),
  ];
}

function checkEnd(entry: string, before: SideRun, after: SideRun): Check {
  const errors = tail('standard error, before', before.stderr);
  if (succeeded(before)) return passed('run', `${entry} ran before and after the change`);
  const why = `${entry} fails before the change too (${ending(before)})`;
  return succeeded(after)
    ? unchecked('run', `${why}, and succeeds after it`, errors)
    : unchecked('run', `${why}: only what it does until then was compared`, errors);
}

function checkOutput(before: SideRun, after: SideRun): Check {
  const lines = before.stdout.toString('utf8').split('\n').length - 1;
  if (before.stdout.equals(after.stdout)) {
    return before.stdout.length === 0
      ? passed('output', 'the program prints nothing on either side')
      : passed('output', `the same output (${count(lines, 'line')})`);
  }
  const [left, right] = [before.stdout.toString('utf8'), after.stdout.toString('utf8')];
  const diff =
    left === right
      ? ['The difference is in bytes that are not UTF-8.']
      : unifiedDiff(left, right, 'standard output');
  return failed('output', 'the output differs', diff);
}

function checkExitCode(before: SideRun, after: SideRun): Check {
  if (before.exitCode === after.exitCode && before.signal === after.signal) {
    return passed('exit code', `${ending(before)} on both sides`);
  }
  return failed('exit code', `${ending(before)} before, ${ending(after)} after`, [
    ...(succeeded(before) ? [] : tail('standard error, before', before.stderr)),
    ...(succeeded(after) ? [] : tail('standard error, after', after.stderr)),
  ]);
}

function checkTrace(before: SideRun, after: SideRun): Check {
  const trace = compareTraces(before.recording.events, after.recording.events);
  if (trace.outcome === 'nothing traced') {
    return unchecked(
      'SQL trace',
      'not compared: nothing was traced on either side (only programs that use the bundled runtime are)',
    );
  }
  const { refreshes } = trace;
  const aside = [
    ...(refreshes.before > 0 || refreshes.after > 0
      ? [
          `left out: ${refreshes.before} refreshes after a commit before the change, ${refreshes.after} after it`,
        ]
      : []),
    ...(trace.interleavedDifferently ? ['connections take turns differently'] : []),
  ];
  const rest = aside.length > 0 ? `; ${aside.join('; ')}` : '';
  if (trace.outcome === 'same')
    return passed('SQL trace', `the same ${count(trace.before.length, 'event')}${rest}`);
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return failed(
    'SQL trace',
    `the database was asked something else${rest}`,
    unifiedDiff(text(trace.before), text(trace.after), 'SQL trace'),
  );
}

function succeeded(run: ProgramResult): boolean {
  return run.exitCode === 0;
}

function ending({ exitCode, signal }: ProgramResult): string {
  return signal === null ? `exit code ${exitCode}` : `ended by ${signal}`;
}

/** The last lines of a text under a heading; nothing for an empty one. */
function tail(heading: string, text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  if (text === '') return [];
  const shown = lines.slice(-30);
  return [
    `${heading}${shown.length < lines.length ? ` (last ${shown.length} of ${lines.length} lines)` : ''}:`,
    ...shown.map((line) => `  ${line}`),
  ];
}
