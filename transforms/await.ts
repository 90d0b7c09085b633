import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import {
  continueChain,
  expressionAt,
  isUnaryOperand,
  needsParentheses,
  unwrapped,
} from './support/expressions.js';
import { RANK } from './support/ranks.js';
import type { Node } from './support/tree.js';

export default defineTransform({
  name: 'await',
  kinds: ['await'],
  summary:
    'Awaits an expression, in parentheses where what is around it would otherwise take hold of the promise.',
  safety: 'safe',
  before: `const total = session.execute(stmt).scalars().all().length;
session.commit();
`,
  after: `const total = (await session.execute(stmt)).scalars().all().length;
await session.commit();
`,
  edits: (steps, context) => steps.flatMap((step) => awaitEdits(step, context)),
});

function awaitEdits(step: StepOf<'await'>, context: FileContext): MergeEdit[] {
  const named = expressionAt(step.range, context);
  const inner = unwrapped(named);
  // Inside its parentheses, if it holds together there: `(find()).name` becomes `(await find()).name`.
  const node = isUnaryOperand(inner) ? inner : named;
  if (isAwaited(node, context)) return [];
  const range = { start: node.start, end: node.end };
  const operand = isUnaryOperand(node) ? ['await ', range] : ['await (', range, ')'];
  const rank = context.rankOf(step, RANK.wrap);
  if (!needsParentheses(node, context) || context.isFreed(range)) return [{ range, parts: operand, rank }];
  return [{ range, parts: ['(', ...operand, ')'], rank }, ...continueChain(node, context)];
}

function isAwaited(node: Node, context: FileContext): boolean {
  for (const parent of context.tree.ancestors(node)) {
    if (parent.type === 'AwaitExpression') return true;
    if (parent.type !== 'ParenthesizedExpression') return false;
  }
  return false;
}
