import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { methodCallAt } from './support/method-call.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { present } from './support/present.js';

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
  edits: (steps, context) => steps.map((step) => helperEdit(step, context)),
});

function helperEdit({ range, helper }: StepOf<'helper-call'>, context: FileContext): MergeEdit {
  const { receiver, method, open, call, optional } = methodCallAt(range, context);
  if (optional)
    throw new Refusal(`${context.place(range.start)}: a call that may be skipped has no receiver to hand on`);
  const rest = { start: open + 1, end: call.end };
  const first = call.arguments.length > 0 ? present(context.tokensIn(rest)[0]) : undefined;
  const space = { start: rest.start, end: first?.start ?? rest.start };
  // On lines of their own if the arguments are.
  const noted = context.commentsIn(space).length > 0;
  const lead = context.slice(space).includes('\n') && !noted ? [space] : [];
  const line = first && `,${context.eol}${context.indentAt(first.start)}`;
  const separator = !line ? [] : [lead.length > 0 ? line : ', '];
  const parts = [
    `${helper}(`,
    ...lead,
    receiver,
    ...notes(receiver.end, method, separator, context),
    first && !noted ? { start: first.start, end: rest.end } : rest,
  ];
  return { range, parts, discards: [{ start: method, end: open }], rank: RANK.helperCall };
}

/** The separator behind the receiver, with the comments that stood between it and the method's name. */
function notes(
  start: number,
  end: number,
  separator: readonly string[],
  context: FileContext,
): readonly string[] {
  const comments = context.commentsIn({ start, end });
  const last = comments.at(-1);
  if (!last) return separator;
  const texts = comments.map((comment) => ` ${context.slice(comment)}`);
  // A line comment has to have its line's end.
  const next = last.type === 'CommentLine' ? `${context.eol}${context.indentAt(end)}` : ' ';
  return [...(separator.length > 0 ? [','] : []), ...texts, next];
}
