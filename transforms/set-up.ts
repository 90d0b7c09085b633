import { defineTransform } from './support/define.js';
import { restOfLine } from './support/layout.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'set-up',
  kinds: ['set-up'],
  summary: 'Hands statements to a connection, to be done before all else that it is asked.',
  safety: 'safe',
  before: `class Store {
  constructor(db) {
    this.db = db;
    db.exec(schema);
    seed(db);
  }
}
`,
  after: `class Store {
  constructor(db) {
    this.db = db;
    void db.setUp(async () => {
      db.exec(schema);
      seed(db);
    });
  }
}
`,
  prepare: (steps, context) => ({
    shifts: steps.map(({ range }) => ({ range, by: { add: context.indentUnit } })),
  }),
  edits: (steps, context) =>
    steps.map(({ range, handle, method, awaited, parameter = '' }) => {
      const { eol, semicolon, indentUnit } = context;
      const indent = context.indentOf(range.start);
      const end = restOfLine(range.end, context) ?? range.end;
      return {
        range: { start: range.start, end },
        parts: [
          `${awaited ? 'await' : 'void'} ${handle}.${method}(async (${parameter}) => {${eol}${indent}${indentUnit}`,
          { start: range.start, end },
          `${eol}${indent}})${semicolon}`,
        ],
        rank: RANK.statement,
      };
    }),
});
