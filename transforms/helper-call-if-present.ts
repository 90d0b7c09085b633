import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { continueChain, expressionAt, standsAlone } from './support/expressions.js';
import { helperParts } from './support/helper-parts.js';
import { methodCallAt, type MethodCall } from './support/method-call.js';
import { present } from './support/present.js';
import { resultEdits } from './support/result-type.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'helper-call-if-present',
  kinds: ['helper-call-if-present'],
  summary: 'Turns a method call that `?.` may skip into a test and an awaited call of a helper.',
  safety: 'safe',
  before: `const names = users?.map((user) => nameOf(user));
`,
  after: `const names = users == null ? undefined : await mapAsync(users, (user) => nameOf(user));
`,
  edits: (steps, context) => steps.flatMap((step) => guardedEdits(step, context)),
});

function guardedEdits(step: StepOf<'helper-call-if-present'>, context: FileContext): MergeEdit[] {
  const { range, test, helper } = step;
  const method = methodCallAt(range, context);
  const call = helperParts(method, helper, given(method, step, context), context);
  const discards = [{ start: test.end, end: method.open }];
  const rank = RANK.statement;
  const node = expressionAt(range, context);
  const typed = resultEdits(method, step.result, context);
  if (isWholeStatement(step, context)) {
    return [{ range, parts: ['if (', test, ' != null) await ', ...call], discards, rank }, ...typed];
  }
  const guarded = [test, ' == null ? undefined : await ', ...call];
  if (standsAlone(node, context)) return [{ range, parts: guarded, discards, rank }, ...typed];
  return [
    { range, parts: ['(', ...guarded, ')'], discards, rank },
    ...typed,
    ...continueChain(node, context),
  ];
}

/** The receiver as the helper gets it: behind the test nothing is asked of it again. */
function given(
  { receiver }: MethodCall,
  { test }: StepOf<'helper-call-if-present'>,
  context: FileContext,
): MergeEdit['parts'] {
  if (test.end >= receiver.end) return [receiver];
  const mark = present(context.token({ start: test.end, end: receiver.end }, '?.'));
  const rest = { start: mark.end, end: receiver.end };
  const dot = context.text[rest.start] === '[' ? [] : ['.'];
  return [test, ...dot, rest];
}

/** Whether the call is a statement of its own in a list of them, where an `if` cannot take another's `else`. */
function isWholeStatement({ range }: StepOf<'helper-call-if-present'>, context: FileContext): boolean {
  const statement = context.tree.parent(expressionAt(range, context));
  if (statement?.type !== 'ExpressionStatement') return false;
  const list = context.tree.parent(statement)?.type ?? '';
  return /^(Program|BlockStatement|StaticBlock|SwitchCase|TSModuleBlock)$/.test(list);
}
