import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'for-await',
  kinds: ['for-await'],
  summary: 'Makes a loop wait for what an asynchronous iterable gives.',
  safety: 'safe',
  before: `for (const user of users()) greet(user);
`,
  after: `for await (const user of users()) greet(user);
`,
  edits: (steps, context) =>
    steps.flatMap(({ range }) => {
      const loop = context.nodeAt(range, 'a for…of loop', ({ type }) => type === 'ForOfStatement');
      if ((loop as { await?: boolean }).await) return [];
      const keyword = { start: range.start, end: range.start + 'for'.length };
      return [{ range: keyword, parts: ['for await'], rank: RANK.replace }];
    }),
});
