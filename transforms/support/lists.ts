import type { Range } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';
import { present } from './present.js';

/**
 * Adds items to a comma-separated list in brackets, in the shape the list has: on the same line, or each on a line of
 * its own, with a comma behind the last one if that is how the list is written.
 *
 * @param list from the opening bracket to behind the closing one
 * @param padding what goes inside the brackets of a list that was empty and starts to hold something
 */
export function appendToList(
  list: Range,
  items: readonly Range[],
  added: readonly string[],
  context: FileContext,
  padding = '',
): MergeEdit[] {
  if (added.length === 0) return [];
  const close = list.end - 1;
  const last = items.at(-1);
  const insert = (at: number, text: string) => ({
    range: { start: at, end: at },
    parts: [text],
    rank: RANK.replace,
  });
  if (!last) return [fillEmpty(list, added, context, padding)];
  const comma = context.token({ start: last.end, end: close }, ',');
  if (!context.startsLine(last.start) || !context.startsLine(close)) {
    return comma
      ? [insert(comma.end, added.map((item) => ` ${item},`).join(''))]
      : [insert(last.end, added.map((item) => `, ${item}`).join(''))];
  }
  // Behind a comment that belongs to the last item.
  const end = context.text.slice(0, close).trimEnd().length;
  const indent = context.indentAt(last.start);
  const lines = added.map((item) => `${context.eol}${indent}${item}`).join(',');
  return comma ? [insert(end, `${lines},`)] : [insert(last.end, ','), insert(end, lines)];
}

function fillEmpty(list: Range, added: readonly string[], context: FileContext, padding: string): MergeEdit {
  const inside = { start: list.start + 1, end: list.end - 1 };
  const text = added.join(', ');
  const comment = context.slice(inside).trimEnd();
  if (comment.trim() === '')
    return { range: inside, parts: [`${padding}${text}${padding}`], rank: RANK.replace };
  // Only whitespace goes; a comment in the list stays in front of what is added.
  const range = { start: inside.start + comment.length, end: inside.end };
  const space = context.slice(range);
  const indent = context.startsLine(range.start - comment.trimStart().length)
    ? context.indentAt(range.start)
    : '';
  const parts = space.includes('\n') ? [context.eol, indent, text, space] : [' ', text, space];
  return { range, parts, rank: RANK.replace };
}

/**
 * Takes items out of a comma-separated list: with their lines where they have lines of their own, and without leaving
 * a comma that was not there at the end before. At least one item has to stay.
 */
export function removeFromList(
  list: Range,
  items: readonly Range[],
  gone: (at: number) => boolean,
  context: FileContext,
): MergeEdit[] {
  const close = list.end - 1;
  const edits: MergeEdit[] = [];
  const cut = (range: Range) => edits.push({ range, parts: [], discards: [range], rank: RANK.statement });
  const lastKept = items.findLastIndex((_, at) => !gone(at));
  const trailing = context.token({ start: present(items.at(-1)).end, end: close }, ',');
  for (let first = 0; first < items.length; first += 1) {
    if (!gone(first)) continue;
    let last = first;
    while (last + 1 < items.length && gone(last + 1)) last += 1;
    const next = items[last + 1];
    const start = present(items[first]).start;
    if (next) {
      const ownLines = ownsLine(start, context) && ownsLine(next.start, context);
      cut(ownLines ? linesOf(start, next.start, context) : { start, end: next.start });
    } else {
      const kept = present(items[lastKept]);
      const comma = present(context.token({ start: kept.end, end: start }, ','));
      if (ownsLine(start, context) && context.startsLine(close)) {
        cut(linesOf(start, close, context));
        if (!trailing) cut({ start: comma.start, end: comma.end });
      } else {
        cut({ start: comma.start, end: (trailing ?? present(items[last])).end });
        if (trailing)
          edits.push({ range: { start: kept.end, end: kept.end }, parts: [','], rank: RANK.replace });
      }
    }
    first = last;
  }
  return edits;
}

/** Whether nothing but comments stands before an item on its line. */
function ownsLine(offset: number, context: FileContext): boolean {
  const before = context.text.slice(context.lineStart(offset), offset);
  return before.replaceAll(/\/\*.*?\*\//g, '').trim() === '';
}

/** Whole lines from the one at `start` up to the one at `end`. */
function linesOf(start: number, end: number, context: FileContext): Range {
  return { start: context.lineStart(start), end: context.lineStart(end) };
}
