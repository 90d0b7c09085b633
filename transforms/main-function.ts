import type { Range, StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { restOfLine } from './support/layout.js';
import { present } from './support/present.js';
import { RANK } from './support/ranks.js';
import { keyOf } from './support/tree.js';

export default defineTransform({
  name: 'main-function',
  kinds: ['main-function'],
  summary: 'Puts what a script does from its first await on into an async function, and calls that.',
  safety: 'safe',
  before: `const db = open();
const rows = load(db);
console.log(rows);

function load(db) {
  return db.all();
}
`,
  after: `const db = open();

async function main() {
  const rows = load(db);
  console.log(rows);
}

void main();

function load(db) {
  return db.all();
}
`,
  prepare: (steps, context) => ({
    shifts: steps.flatMap((step) =>
      partsOf(step, context)
        .filter(({ inside }) => inside)
        .map(({ range }) => ({ range, by: { add: context.indentUnit } })),
    ),
  }),
  edits: (steps, context) => steps.map((step) => mainEdit(step, context)),
});

/** A statement with what belongs to it: comments above it, and one behind it on its line. */
interface StatementText {
  range: Range;
  inside: boolean;
}

/** The text of the statements from the first that goes inside on, statement by statement. */
function partsOf({ statements, list }: StepOf<'main-function'>, context: FileContext): StatementText[] {
  const keys = new Set(statements.map(keyOf));
  const from = list.findIndex((range) => keys.has(keyOf(range)));
  const behind = (range: Range) => restOfLine(range.end, context) ?? range.end;
  let opened = false;
  return list.slice(from).map((range, index): StatementText => {
    const before = list[from + index - 1];
    const inside = keys.has(keyOf(range));
    let start = before ? behind(before) : context.lineStart(range.start);
    // What comes first, in the file or in the function, starts without the blank lines above it.
    if (index === 0 || (inside && !opened)) start = context.lineStart(startOfText(start, context));
    opened ||= inside;
    return { range: { start, end: behind(range) }, inside };
  });
}

function startOfText(offset: number, { text }: FileContext): number {
  return offset + present(/^\s*/.exec(text.slice(offset)))[0].length;
}

function mainEdit(step: StepOf<'main-function'>, context: FileContext): MergeEdit {
  const { eol, semicolon, indentUnit, text } = context;
  const parts = partsOf(step, context);
  const trimmed = ({ range }: StatementText): Range => ({
    start: startOfText(range.start, context),
    end: range.end,
  });
  const { start } = trimmed(present(parts[0]));
  const { end } = present(parts.at(-1)).range;
  const outer = context.indentOf(step.first.start);
  const [inside, staying] = [parts.filter((part) => part.inside), parts.filter((part) => !part.inside)];
  const body = [trimmed(present(inside[0])), ...inside.slice(1).map(({ range }) => range)];
  const isEarlier = ({ range }: StatementText) => range.end <= step.first.start;
  const above = staying.filter(isEarlier).map(trimmed);
  const below = staying.filter((part) => !isEarlier(part)).map(({ range }) => range);
  const result = /\.[cm]?tsx?$/.test(context.path) ? ': Promise<void>' : '';
  const isConstant = step.form === 'constant';
  const head = isConstant
    ? `const ${step.name} = async ()${result} => {`
    : `async function ${step.name}()${result} {`;
  const called = callOf(step);
  const alone = above.length > 0 || /(^|\n[ \t]*\r?\n|\{\r?\n)[ \t]*$/.test(text.slice(0, start));
  // A blank line comes in front of the indentation.
  const line = context.lineStart(start);
  const isIndented = !alone && text.slice(line, start).trim() === '';
  return {
    range: { start: isIndented ? line : start, end },
    parts: [
      ...above.flatMap((piece) => [piece, `${eol}${eol}${outer}`]),
      `${alone ? '' : `${eol}${outer}`}${head}${eol}${outer}${indentUnit}`,
      ...body,
      `${eol}${outer}}${isConstant ? semicolon : ''}${eol}${eol}${outer}${called}${semicolon}`,
      ...below,
    ],
    rank: RANK.statement,
  };
}

/** What is done with the promise of the function. */
function callOf({ name, rejects, exported }: StepOf<'main-function'>): string {
  if (exported) return `module.exports = ${name}()`;
  return rejects === undefined ? `void ${name}()` : `${name}().catch(${rejects})`;
}
