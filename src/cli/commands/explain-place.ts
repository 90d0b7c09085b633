import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { explainPlace, type Explanation, type Place } from '../../plan/explain.js';
import { planSchema, type Plan } from '../../plan/plan.js';
import {
  decodeSource,
  findProjectRoot,
  listRuns,
  originalBytes,
  readSource,
  storedPlan,
  toPosix,
  type Run,
} from '../../project/index.js';
import { mapLines } from '../../verify/static/line-map.js';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { analyseProject } from '../prepare.js';
import { printExplanation } from '../report/explanation.js';

/** The options of `asyncshift explain file:line`. */
export interface ExplainOptions {
  config?: string;
  to?: string;
  also?: readonly string[];
  tsconfig?: string;
  json: boolean;
}

/** A place as people write it: `src/a.ts:12` or `src/a.ts:12:5`. */
export function parsePlace(given: string): Place | undefined {
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(given) ?? [];
  if (file === undefined) return undefined;
  return { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

/**
 * `asyncshift explain file:line`: prints the chains that lead from what changes on a line to the calls that make it
 * necessary. A line that a `--write` has changed is explained by the plan of that run.
 * @throws CommandFailure when there is no such line
 */
export async function explainLine(
  context: Context,
  given: Place,
  options: ExplainOptions,
): Promise<ExitCode> {
  const file = path.resolve(context.cwd, given.file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new CommandFailure([
      { file, message: 'There is no such file. Write a place as file:line, or a code.' },
    ]);
  }
  const real = realpathSync(file);
  const text = textOf(real);
  const lines = text.split('\n').length;
  if (given.line < 1 || given.line > lines) {
    throw new CommandFailure([
      { file, message: `The file has ${lines} lines, so there is no line ${given.line}.` },
    ]);
  }
  const explanation =
    (await explainedByRun(real, text, given.line)) ??
    (await explainedByPreview(context, real, given, options));
  if (options.json) context.terminal.print(JSON.stringify(explanation, undefined, 2));
  else printExplanation(context.terminal, explanation, given);
  return ExitCode.done;
}

async function explainedByPreview(
  context: Context,
  file: string,
  { line, column }: Place,
  options: ExplainOptions,
): Promise<Explanation> {
  const root = findProjectRoot(path.dirname(file));
  const { plan } = await analyseProject(context, { ...options, paths: [root, file], drivers: {} });
  const name = toPosix(path.relative(plan.root, file));
  return explainPlace(plan, { file: name, line, ...(column === undefined ? {} : { column }) }, (one) =>
    textOf(path.join(plan.root, one)),
  );
}

/** What the plan of the newest run that changed a line says of it, if one did. */
async function explainedByRun(file: string, text: string, line: number): Promise<Explanation | undefined> {
  for (const run of await listRuns(path.dirname(file))) {
    const name = toPosix(path.relative(run.root, file));
    const plan = planOf(run);
    const before = originalText(run, name);
    if (!plan || before === undefined) continue;
    const lines = linesBefore(before, text, line - 1);
    const read = (one: string): string => originalText(run, one) ?? textOf(path.join(run.root, one));
    const all = lines.map((at) => explainPlace(plan, { file: name, line: at + 1 }, read));
    const merged: Explanation = {
      file: name,
      line,
      steps: all.flatMap(({ steps }) => steps),
      walls: all.flatMap(({ walls }) => walls),
      hazards: all.flatMap(({ hazards }) => hazards),
      notes: all.flatMap(({ notes }) => notes),
    };
    if (merged.steps.length + merged.walls.length + merged.hazards.length > 0) return merged;
  }
  return undefined;
}

function planOf(run: Run): Plan | undefined {
  const stored = storedPlan(run);
  const parsed = stored === undefined ? undefined : planSchema.safeParse(stored);
  return parsed?.success ? parsed.data : undefined;
}

function originalText(run: Run, name: string): string | undefined {
  const entry = run.files.find(({ file }) => file === name);
  const bytes = entry && originalBytes(run, entry);
  const source = bytes ? decodeSource(bytes) : undefined;
  return source?.ok ? source.text : undefined;
}

/** The lines that a line was before a change: in a run of replaced lines of the same length the one of the same number. */
function linesBefore(before: string, after: string, line: number): number[] {
  const map = mapLines(before, after);
  const earlier = [...before.split('\n').keys()].filter((at) => map.corresponds(at, line));
  const later = [...after.split('\n').keys()].filter((at) =>
    earlier.every((one) => map.corresponds(one, at)),
  );
  const same = earlier.length === later.length ? earlier[later.indexOf(line)] : undefined;
  return same === undefined ? earlier : [same];
}

function textOf(file: string): string {
  const source = readSource(file);
  if (!source.ok) throw new CommandFailure([{ file, message: source.message }]);
  return source.text;
}
