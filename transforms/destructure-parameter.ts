import type { Range, StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { separated, takenApart } from './support/taken-apart.js';

export default defineTransform({
  name: 'destructure-parameter',
  kinds: ['destructure-parameter'],
  summary: 'Takes a parameter or loop variable apart in the body, where its properties can be awaited.',
  safety: 'safe',
  before: `const view = async ({ quantity, product }) => {
  return [quantity, product];
};
`,
  after: `const view = async (orderLine) => {
  const { quantity } = orderLine;
  const product = await orderLine.awaitableAttrs.product;
  return [quantity, product];
};
`,
  edits: (steps, context) => steps.map((step) => parameterEdit(step, context)),
});

function parameterEdit(step: StepOf<'destructure-parameter'>, context: FileContext): MergeEdit {
  const { range: pattern, body, name } = step;
  if (body.start < pattern.end) {
    throw new Refusal(`${context.place(body.start)}: the body stands before the pattern`);
  }
  const { eol, semicolon, indentUnit } = context;
  const statements = takenApart({ ...step, pattern }, 'const', [name], context);
  const block = context.tree.at(body).find(({ type }) => type === 'BlockStatement');
  if (block) {
    const first = context.tokensIn({ start: body.start + 1, end: body.end })[0];
    const inside = first && first.end < body.end && context.startsLine(first.start);
    const indent = inside ? context.indentAt(first.start) : `${context.indentAt(body.start)}${indentUnit}`;
    const lines = separated(statements, `${semicolon}${eol}${indent}`).flat();
    const between = { start: pattern.end, end: body.start + 1 };
    return edit(pattern, between.end, [name, between, `${eol}${indent}`, ...lines, semicolon]);
  }
  const outer = context.indentAt(context.lineStart(body.start));
  const line = `${semicolon}${eol}${outer}${indentUnit}`;
  const isExpression = !/Statement$/.test(context.nodeAt(body, 'a body').type);
  const result = isExpression ? ['return ', body, semicolon] : [body];
  const between = { start: pattern.end, end: body.start };
  const lines = [...separated(statements, line).flat(), line, ...result];
  return edit(pattern, body.end, [
    name,
    between,
    `{${eol}${outer}${indentUnit}`,
    ...lines,
    `${eol}${outer}}`,
  ]);
}

/** One edit from the pattern to the body, because the pattern's elements move into the body. */
function edit(pattern: Range, end: number, parts: MergeEdit['parts']): MergeEdit {
  return { range: { start: pattern.start, end }, parts, discards: [pattern], rank: RANK.statement };
}
