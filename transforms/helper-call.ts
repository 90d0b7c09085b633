import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { helperParts } from './support/helper-parts.js';
import { methodCallAt } from './support/method-call.js';
import { resultEdits } from './support/result-type.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';

export default defineTransform({
  name: 'helper-call',
  kinds: ['helper-call'],
  summary: 'Turns a method call with a callback into a call of a helper that takes the receiver first.',
  safety: 'safe',
  before: `const names = users.map((user) => nameOf(user));
`,
  after: `const names = mapAsync(users, (user) => nameOf(user));
`,
  prepare: (steps, context) => ({ freed: steps.map(({ range }) => methodCallAt(range, context).receiver) }),
  edits: (steps, context) => steps.flatMap((step) => helperEdits(step, context)),
});

function helperEdits(step: StepOf<'helper-call'>, context: FileContext): MergeEdit[] {
  const { range, helper, orNone } = step;
  const method = methodCallAt(range, context);
  if (method.optional && !orNone)
    throw new Refusal(`${context.place(range.start)}: a call that may be skipped has no receiver to hand on`);
  const given = orNone ? [method.receiver, ' ?? []'] : [method.receiver];
  const parts = helperParts(method, helper, given, context);
  const discards = [{ start: method.method, end: method.open }];
  return [{ range, parts, discards, rank: RANK.helperCall }, ...resultEdits(method, step.result, context)];
}
