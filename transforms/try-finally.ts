import type { MergeEdit } from './support/apply-edits.js';
import type { Range, StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { restOfLine } from './support/layout.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { closeStatement } from './support/try-finally.js';
import { contains } from './support/tree.js';

export default defineTransform({
  name: 'try-finally',
  kinds: ['try-finally'],
  summary: 'Closes a resource also when something goes wrong, where `await using` does not run.',
  safety: 'unsafe',
  before: `async function count() {
  const session = sessions();
  const found = await total(session);
  await session.close();
  return found;
}
`,
  after: `async function count() {
  const session = sessions();
  try {
    const found = await total(session);
    return found;
  } finally {
    await session.close();
  }
}
`,
  prepare: (steps, context) => ({
    shifts: steps.map(({ body }) => {
      const { start, end } = placeOf(body, context);
      // From the line end before the first line; a line that begins with other code keeps its indentation.
      const from = context.startsLine(start) ? start - 1 : context.lineEnd(start);
      return { range: { start: from, end }, by: { add: context.indentUnit } };
    }),
  }),
  edits: (steps, context) => steps.map((step) => tryEdit(step, context)),
});

function tryEdit(step: StepOf<'try-finally'>, context: FileContext): MergeEdit {
  const { eol, indentUnit } = context;
  const range = placeOf(step.body, context);
  const close = withComments(closeStatement(step, context), step.body.start, context);
  if (!contains(range, close)) {
    throw new Refusal(
      `${context.place(close.start)}: the close is not among the statements that go into the try`,
    );
  }
  const ownLine = context.startsLine(step.body.start);
  const outer = ownLine
    ? context.indentAt(range.start).slice(indentUnit.length)
    : context.indentAt(step.body.start);
  const before = { start: range.start, end: range.start + trimmed(range.start, close.start, context) };
  const behind = context.text.slice(close.end, range.end);
  const after = { start: close.end + behind.length - behind.trimStart().length, end: range.end };
  /** A piece with the indentation of its line, which the shift makes deeper. */
  const line = (piece: Range) =>
    context.startsLine(piece.start)
      ? [{ start: context.lineStart(piece.start), end: piece.end }]
      : [`${indentUnit}${outer}`, piece];
  const kept = [before, after].filter((piece) => piece.end > piece.start);
  const body = kept.flatMap((piece, at) => [...(at > 0 ? [separation(kept, context)] : []), ...line(piece)]);
  const parts = [
    // From the line end before, so that an indentation that is put in where there was none goes into the try.
    `${ownLine ? `\n${outer}` : ''}try {${eol}`,
    ...body,
    `${eol}${outer}} finally {${eol}`,
    ...line(close),
    `${eol}${outer}}`,
  ];
  return { range: { ...range, start: range.start - Number(ownLine) }, parts, rank: RANK.statement };
}

/** From the line of the first statement, if that begins the line, to the end of the last one's line. */
function placeOf({ start, end }: Range, context: FileContext): Range {
  const from = context.startsLine(start) ? context.lineStart(start) : start;
  return { start: from, end: restOfLine(end, context) ?? end };
}

function trimmed(start: number, end: number, context: FileContext): number {
  return context.text.slice(start, end).trimEnd().length;
}

/** A statement with the comment above it, down to `floor`, and the one behind it on its line. */
function withComments({ start, end }: Range, floor: number, context: FileContext): Range {
  let from = start;
  for (const { start: at, end: to } of [...context.commentsIn({ start: floor, end: start })].reverse()) {
    const between = context.text.slice(to, from);
    if (between.trim() !== '' || between.split('\n').length !== 2 || !context.startsLine(at)) break;
    from = at;
  }
  return { start: from, end: restOfLine(end, context) ?? end };
}

/** What stood between the statements on both sides of the close: a line end, or a blank line as well. */
function separation([before, after]: Range[], context: FileContext): string {
  const between = before && after ? context.text.slice(before.end, after.start) : '';
  return /\n[ \t]*\r?\n/.test(between) ? context.eol.repeat(2) : context.eol;
}
