import type { StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { separated, takenApart } from './support/taken-apart.js';
import { contains } from './support/tree.js';

export default defineTransform({
  name: 'destructure-read',
  kinds: ['destructure-read'],
  summary: 'Awaits destructured properties through another property, each in a statement of its own.',
  safety: 'safe',
  before: `async function view(order) {
  const { number, customer } = order;
  return [number, customer];
}
`,
  after: `async function view(order) {
  const { number } = order;
  const customer = await order.awaitableAttrs.customer;
  return [number, customer];
}
`,
  edits: (steps, context) => steps.map((step) => destructureEdit(step, context)),
});

function destructureEdit(step: StepOf<'destructure-read'>, context: FileContext): MergeEdit {
  const { range, source } = step;
  const statement = context.nodeAt(range, 'a variable statement');
  const keyword = context.tokensIn(range)[0];
  if (!keyword || statement.type !== 'VariableDeclaration' || !contains(range, source)) {
    throw new Refusal(`${context.place(range.start)}: the step's object is not in the statement`);
  }
  const semicolon = context.text[range.end - 1] === ';' ? ';' : context.semicolon;
  const line = `${semicolon}${context.eol}${context.indentAt(range.start)}`;
  const { name } = step;
  const statements = takenApart(step, context.slice(keyword), [name ?? source], context);
  if (name !== undefined) statements.unshift([`const ${name} = `, source]);
  const parts = [...separated(statements, line).flat(), semicolon];
  return { range, parts, discards: [range], rank: RANK.statement };
}
