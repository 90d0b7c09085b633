import { defineTransform } from './support/define.js';
import { continueChain, expressionAt, needsParentheses } from './support/expressions.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'wrap-call',
  kinds: ['wrap-call'],
  summary: 'Passes an expression through a function.',
  safety: 'safe',
  before: `const engine = createAsyncEngine(process.env.DATABASE_URL);
`,
  after: `const engine = createAsyncEngine(asyncUrl(process.env.DATABASE_URL));
`,
  edits: (steps, context) =>
    steps.flatMap((step) => {
      const node = expressionAt(step.range, context);
      const { range, callee, awaited } = step;
      const parent = context.tree.parent(node);
      const closed = node.type === 'ParenthesizedExpression' && node.expression.type !== 'SequenceExpression';
      const call = closed ? [callee, range] : [`${callee}(`, range, ')'];
      // `new f(X)()` would construct f.
      const constructed = parent?.type === 'NewExpression' && parent.callee === node;
      const whole = awaited ? ['await ', ...call] : call;
      const parts =
        constructed || (awaited && needsParentheses(node, context)) ? ['(', ...whole, ')'] : whole;
      return [{ range, parts, rank: context.rankOf(step, RANK.wrap) }, ...continueChain(node, context)];
    }),
});
