import type { StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import { atBodyStart } from './support/body-start.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { takenApart } from './support/taken-apart.js';

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
  const statements = takenApart({ ...step, pattern }, 'const', [name], context);
  const { parts, end } = atBodyStart(pattern.end, body, statements, context);
  // One edit from the pattern to the body, because the pattern's elements move into the body.
  return {
    range: { start: pattern.start, end },
    parts: [name, ...parts],
    discards: [pattern],
    rank: RANK.statement,
  };
}
