import { defineTransform } from './support/define.js';
import { restOfLine } from './support/layout.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'one-transaction',
  kinds: ['one-transaction'],
  summary: 'Puts what a function does into one transaction, for others not to write in between.',
  safety: 'safe',
  before: `async function register(name) {
  if (await find(name)) return 'taken';
  await add(name);
  return 'registered';
}
`,
  after: `async function register(name) {
  return await db.transaction(async () => {
    if (await find(name)) return 'taken';
    await add(name);
    return 'registered';
  }).immediate();
}
`,
  prepare: (steps, context) => ({
    shifts: steps.map(({ range }) => ({ range, by: { add: context.indentUnit } })),
  }),
  edits: (steps, context) =>
    steps.map(({ range, form, returns, type }) => {
      const { eol, semicolon, indentUnit } = context;
      const indent = context.indentOf(range.start);
      const end = restOfLine(range.end, context) ?? range.end;
      const [before = '', after = ''] = form.split('$work');
      const result = type === undefined ? '' : `: ${type}`;
      const head = `${returns ? 'return ' : ''}await ${before}async ()${result} => {`;
      return {
        range: { start: range.start, end },
        parts: [
          `${head}${eol}${indent}${indentUnit}`,
          { start: range.start, end },
          `${eol}${indent}}${after}${semicolon}`,
        ],
        rank: RANK.statement,
      };
    }),
});
