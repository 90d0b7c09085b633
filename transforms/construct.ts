import type { MergeEdit } from './support/apply-edits.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { type Node, ranged } from './support/tree.js';

export default defineTransform({
  name: 'construct',
  kinds: ['construct'],
  summary: "Makes an object by its class's async factory instead of by `new`.",
  safety: 'safe',
  before: `const report = new Report(db);
const empty = new models.Report<Row>;
`,
  after: `const report = Report.create(db);
const empty = models.Report.create<Row>();
`,
  edits: (steps, context) =>
    steps.map(({ range: named, name }): MergeEdit => {
      const node = context.nodeAt(named, 'a construction', ({ type }) => type === 'NewExpression');
      if (node.type !== 'NewExpression') throw new TypeError('nodeAt returns only what it was asked for');
      const { start, end } = node;
      const callee = ranged(node.callee as Node);
      const listed = context.text[end - 1] === ')' && end > callee.end;
      const parts = [
        { start: callee.start, end: callee.end },
        `.${name}`,
        { start: callee.end, end },
        ...(listed ? [] : ['()']),
      ];
      return { range: { start, end }, parts, rank: RANK.helperCall };
    }),
});
