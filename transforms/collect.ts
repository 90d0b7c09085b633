import type { StepOf } from '../src/plan/plan.js';
import type { MergeEdit } from './support/apply-edits.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { expressionAt, needsParentheses } from './support/expressions.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'collect',
  kinds: ['collect'],
  summary: 'Puts what an asynchronous iterable gives into an array, by an awaited call of a helper.',
  safety: 'safe',
  before: `const all = [...users()];
const names = new Set(names());
const [first] = users();
`,
  after: `const all = await collectAsync(users());
const names = new Set(await collectAsync(names()));
const [first] = await takeAsync(users(), 1);
`,
  edits: (steps, context) => steps.map((step) => collectEdit(step, context)),
});

function collectEdit(step: StepOf<'collect'>, context: FileContext): MergeEdit {
  const { range, source, helper, map, count } = step;
  const node = expressionAt(range, context);
  const more = map ? [', ', map] : count === undefined ? [] : [`, ${count}`];
  const call = [`await ${helper}(`, source, ...more, ')'];
  const parts = needsParentheses(node, context) || isSpread(node, context) ? ['(', ...call, ')'] : call;
  const kept = [source, ...(map ? [map] : [])];
  const discards = kept.map((piece, at) => ({ start: kept[at - 1]?.end ?? range.start, end: piece.start }));
  return { range, parts, discards, rank: RANK.shorthand };
}

/** `...(await all())` reads better than `...await all()`. */
function isSpread(node: ReturnType<typeof expressionAt>, context: FileContext): boolean {
  return context.tree.parent(node)?.type === 'SpreadElement';
}
