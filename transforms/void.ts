import { defineTransform } from './support/define.js';
import { expressionAt } from './support/expressions.js';
import type { FileContext } from './support/context.js';
import { RANK } from './support/ranks.js';
import type { Node } from './support/tree.js';

export default defineTransform({
  name: 'void',
  kinds: ['void'],
  summary:
    'Says that nobody wants what an expression gives: the promise of a script’s last call, or a result that was void.',
  safety: 'safe',
  before: `main();
`,
  after: `void main();
`,
  edits: (steps, context) =>
    steps.flatMap((step) => {
      const node = expressionAt(step.range, context);
      if (!isWholeValue(node, context)) return [];
      return [{ range: step.range, parts: ['void ', step.range], rank: context.rankOf(step, RANK.wrap) }];
    }),
});

/** Whether an expression is a statement, or what a function gives, and nothing around it does something with its value. */
function isWholeValue(node: Node, context: FileContext): boolean {
  const parent = context.tree.parent(node);
  switch (parent?.type) {
    case 'ExpressionStatement':
    case 'ReturnStatement':
      return true;
    case 'ArrowFunctionExpression':
      return parent.body === node;
    case 'ParenthesizedExpression':
      return isWholeValue(parent, context);
    case 'ConditionalExpression':
      return parent.test !== node && isWholeValue(parent, context);
    case 'LogicalExpression':
      return parent.right === node && isWholeValue(parent, context);
    case 'SequenceExpression':
      return parent.expressions.at(-1) === node && isWholeValue(parent, context);
    default:
      return false;
  }
}
