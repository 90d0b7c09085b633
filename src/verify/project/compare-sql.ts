import { z } from 'zod';

const lineSchema = z.object({
  kind: z.string(),
  sql: z.string(),
  parameters: z.array(z.unknown()).default([]),
  file: z.string(),
});
type Line = z.infer<typeof lineSchema>;

/** Where what two runs sent to their databases begins to differ. */
export interface Divergence {
  /** The test file, or the file the process was started with. */
  file: string;
  /** The last statements that are the same on both sides, then what comes next on each; nothing where a side ends. */
  same: string[];
  before: string | undefined;
  after: string | undefined;
}

/** Statements of the same kind before the first that differs. */
const CONTEXT = 3;
/** What is another one each time a program runs: moments, and names made of chance. */
const passing =
  /\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|\d{10,}/gi;
/** What drivers and adapters say to a connection by themselves. */
const own = /^PRAGMA (?:busy_timeout|query_only) = |checkThatTheDatabaseCanBeOpened/;

/**
 * Finds the first statement that two runs do not have in common, file by file. That the clock or chance gave another value
 * is no difference.
 * @param before, after traces as asyncshift/trace writes them
 * @param first files to look at before others
 */
export function firstDivergence(
  before: string,
  after: string,
  first: readonly string[],
): Divergence | undefined {
  const [left, right] = [byFile(before), byFile(after)];
  const files = [...new Set([...left.keys(), ...right.keys()])];
  const isFirst = (file: string) => first.some((name) => name.endsWith(file));
  const ordered = [...files.filter(isFirst), ...files.filter((file) => !isFirst(file))];
  for (const file of ordered) {
    const [were, are] = [left.get(file) ?? [], right.get(file) ?? []];
    const at = [...were, undefined].findIndex((line, index) => lasting(line) !== lasting(are[index]));
    if (at === -1 || (at === were.length && at === are.length)) continue;
    return { file, same: were.slice(Math.max(0, at - CONTEXT), at), before: were[at], after: are[at] };
  }
  return undefined;
}

function lasting(line: string | undefined): string | undefined {
  return line?.replace(passing, '#');
}

/** What each file did, a line for each operation. */
function byFile(trace: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const text of trace.split('\n').slice(0, -1)) {
    const line = lineSchema.parse(JSON.parse(text));
    if (own.test(line.sql)) continue;
    const lines = files.get(line.file) ?? [];
    files.set(line.file, lines);
    lines.push(describe(line));
  }
  return files;
}

/** An operation, however its parameters were handed over and its transaction was begun. */
function describe({ kind, sql, parameters }: Line): string {
  if (kind !== 'execute') return kind.toUpperCase();
  const values = parameters.flat().flatMap((one) => (isNamed(one) ? valuesOf(one, sql) : [one]));
  const said = sql.trim().replace(/\s+/g, ' ');
  return values.length === 0 ? said : `${said} ${JSON.stringify(values)}`;
}

function isNamed(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Object.keys(value).some((key) => key.startsWith('$'))
  );
}

/** The values of named parameters in the order in which the statement names them. */
function valuesOf(named: Record<string, unknown>, sql: string): unknown[] {
  const names = new Set([...sql.matchAll(/[@:$](\w+)/g)].map(([, name = '']) => name));
  return [...names].flatMap((name) => (name in named ? [named[name]] : []));
}
