import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import type { MethodCall } from './method-call.js';
import { present } from './present.js';

type Parts = MergeEdit['parts'];

/**
 * The parts of `helper(receiver, …)` made of `receiver.method(…)`.
 * @param given the receiver as it is handed on
 */
export function helperParts(
  { receiver, method, open, call }: MethodCall,
  helper: string,
  given: Parts,
  context: FileContext,
): Parts {
  const rest = { start: open + 1, end: call.end };
  const first = call.arguments.length > 0 ? present(context.tokensIn(rest)[0]) : undefined;
  const space = { start: rest.start, end: first?.start ?? rest.start };
  // On lines of their own if the arguments are.
  const noted = context.commentsIn(space).length > 0;
  const lead = context.slice(space).includes('\n') && !noted ? [space] : [];
  const line = first && `,${context.eol}${context.indentAt(first.start)}`;
  const separator = !line ? [] : [lead.length > 0 ? line : ', '];
  return [
    `${helper}(`,
    ...lead,
    ...given,
    ...notes(receiver.end, method, separator, context),
    first && !noted ? { start: first.start, end: rest.end } : rest,
  ];
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
