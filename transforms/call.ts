import type { MergeEdit } from './support/apply-edits.js';
import { defineTransform } from './support/define.js';
import { expressionAt } from './support/expressions.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'call',
  kinds: ['call'],
  summary: 'Calls what was a property that does I/O and is a method now.',
  safety: 'safe',
  before: `const total = report.total;
const size = report?.['size'];
`,
  after: `const total = report.total();
const size = report?.['size']();
`,
  edits: (steps, context) =>
    steps.map(({ range: named }): MergeEdit => {
      const { start, end } = expressionAt(named, context);
      return { range: { start, end }, parts: [{ start, end }, '()'], rank: RANK.helperCall };
    }),
});
