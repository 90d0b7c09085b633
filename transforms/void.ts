import { defineTransform } from './support/define.js';
import { expressionAt } from './support/expressions.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'void',
  kinds: ['void'],
  summary: 'Says that nobody waits for the promise of the last call of a script.',
  safety: 'safe',
  before: `main();
`,
  after: `void main();
`,
  edits: (steps, context) =>
    steps.flatMap((step) => {
      const node = expressionAt(step.range, context);
      if (context.tree.parent(node)?.type !== 'ExpressionStatement') return [];
      return [{ range: step.range, parts: ['void ', step.range], rank: context.rankOf(step, RANK.wrap) }];
    }),
});
