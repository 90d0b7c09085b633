/** What is checked, in the order it is reported. */
export type CheckName =
  'types' | 'promises' | 'run' | 'output' | 'tests' | 'exit code' | 'SQL trace' | 'database';

/**
 * One thing verification looked at.
 * `passed` and `failed` mean it was checked. `unchecked` means it could not be (there was no program to run, nothing was
 * traced, the program fails before the change too): not a failure, and no proof either.
 */
export interface Check {
  name: CheckName;
  outcome: 'passed' | 'failed' | 'unchecked';
  /** `outcome` is not `failed`. */
  ok: boolean;
  /** One line for people. */
  summary: string;
  /** More lines: errors with their places, unified diffs, what the program wrote to standard error. */
  details: string[];
}

/** What verification found. Plain data: can be stored, sent between processes and printed as JSON. */
export interface Verdict {
  /** No check failed. */
  ok: boolean;
  /** Every check was carried out: `ok && complete` is the proof. */
  complete: boolean;
  /** The program that was run, relative to the project root. */
  entry?: string;
  /** The command that was run. */
  command?: string;
  /** Where all that the command printed is kept. */
  logs?: { before: string; after: string };
  checks: Check[];
  /** What is worth knowing about how far the proof reaches. */
  notes: string[];
}

/** A check that found what it looked for. */
export function passed(name: CheckName, summary: string, details: string[] = []): Check {
  return { name, outcome: 'passed', ok: true, summary, details };
}

/** A check that found a difference or a mistake. */
export function failed(name: CheckName, summary: string, details: string[] = []): Check {
  return { name, outcome: 'failed', ok: false, summary, details };
}

/** A check that could not be carried out. */
export function unchecked(name: CheckName, summary: string, details: string[] = []): Check {
  return { name, outcome: 'unchecked', ok: true, summary, details };
}

/** `1 error`, `2 errors`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}
