import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import { type Callback, callbackOf, freshName, isAssigned } from './support/callback.js';
import type { FileContext, Shift } from './support/context.js';
import { defineTransform } from './support/define.js';
import { exitEdits } from './support/loop-exits.js';
import { type MethodCall, methodCallAt } from './support/method-call.js';
import { RANK } from './support/ranks.js';
import { ranged } from './support/tree.js';

export default defineTransform({
  name: 'for-of',
  kinds: ['for-of'],
  summary: 'Turns a forEach call into a loop, whose body can await and runs in order.',
  safety: 'safe',
  before: `users.forEach((user, at) => {
  if (!user.active) return;
  greet(user, at);
});
`,
  after: `for (const [at, user] of users.entries()) {
  if (!user.active) continue;
  greet(user, at);
}
`,
  prepare(steps, context) {
    const calls = steps.map((step) => partsOf(step, context));
    return {
      // Before `.entries()` a receiver is no more alone than it was before `.forEach()`.
      freed: calls.filter(({ callback }) => !callback.index).map(({ call }) => call.receiver),
      shifts: calls.flatMap(({ step, callback }) => bodyShift(step, callback, context)),
    };
  },
  edits: (steps, context) => steps.flatMap((step) => loopEdits(step, context)),
});

function partsOf(step: StepOf<'for-of'>, context: FileContext) {
  const statement = context.nodeAt(step.range, 'a statement', ({ type }) => type === 'ExpressionStatement');
  const { start, end } = ranged(
    (statement as unknown as { expression: Parameters<typeof ranged>[0] }).expression,
  );
  const call = methodCallAt({ start, end }, context);
  return { step, call, callback: callbackOf(call, context) };
}

/** A callback on a chain over several lines is indented further than the loop's body will be. */
function bodyShift(step: StepOf<'for-of'>, { body, isBlock }: Callback, context: FileContext): Shift[] {
  const [outer, inner] = [context.indentOf(step.range.start), context.indentOf(body.start)];
  if (!isBlock || outer === inner || !inner.startsWith(outer)) return [];
  return [{ range: { start: body.start, end: body.end }, by: { remove: inner.slice(outer.length) } }];
}

function loopEdits(step: StepOf<'for-of'>, context: FileContext): MergeEdit[] {
  const { call, callback } = partsOf(step, context);
  const { range } = step;
  const exits = callback.isBlock ? exitEdits(callback, context) : { edits: [], label: undefined };
  const parts = [
    ...notes(call, callback, context),
    exits.label === undefined ? 'for (' : `${exits.label}: for (`,
    ...head(call, callback, context),
    ') ',
    ...bodyParts(callback, range.start, context),
  ];
  const discards = [
    { start: call.receiver.end, end: callback.body.start },
    { start: callback.body.end, end: range.end },
  ];
  return [{ range, parts, discards, rank: RANK.statement }, ...exits.edits];
}

function head(call: MethodCall, callback: Callback, context: FileContext): MergeEdit['parts'] {
  const { item, index } = callback;
  const keyword = isAssigned(callback, context) ? 'let ' : 'const ';
  const name = item ?? freshName('_', callback.node, context);
  const target = index ? ['[', index, ', ', name, ']'] : [name];
  const source = call.optional ? [call.receiver, ' ?? []'] : [call.receiver];
  if (!index) return [keyword, ...target, ' of ', ...source];
  return [keyword, ...target, ' of ', ...(call.optional ? ['(', ...source, ')'] : source), '.entries()'];
}

function bodyParts({ body, isBlock }: Callback, start: number, context: FileContext): MergeEdit['parts'] {
  if (isBlock) return [body];
  const indent = context.indentAt(start);
  return ['{', context.eol, indent, context.indentUnit, body, context.semicolon, context.eol, indent, '}'];
}

/** Comments in what goes move above the loop. */
function notes({ call, receiver }: MethodCall, { body }: Callback, context: FileContext): string[] {
  const gone = [
    ...context.commentsIn({ start: receiver.end, end: body.start }),
    ...context.commentsIn({ start: body.end, end: call.end }),
  ];
  return gone.map((comment) => `${context.slice(comment)}${context.eol}${context.indentAt(call.start)}`);
}
