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
    shifts: steps.map(({ body }) => ({
      // The first line keeps its indentation: that is where `try` comes to stand.
      range: { start: context.lineStart(body.start) + 1, end: partsOf(body, context).end },
      by: { add: context.indentUnit },
    })),
  }),
  edits: (steps, context) => steps.map((step) => tryEdit(step, context)),
});

function tryEdit(step: StepOf<'try-finally'>, context: FileContext): MergeEdit {
  const { eol } = context;
  const { start, end } = partsOf(step.body, context);
  const close = withComments(closeStatement(step, context), start, context);
  if (!contains({ start, end }, close)) {
    throw new Refusal(
      `${context.place(close.start)}: the close is not among the statements that go into the try`,
    );
  }
  const before = { start, end: start + context.text.slice(start, close.start).trimEnd().length };
  const behind = context.text.slice(close.end, end);
  const after = { start: close.end + behind.length - behind.trimStart().length, end };
  const outer = context.indentAt(start);
  const inner = `${context.indentUnit}${outer}`;
  const kept = [before, after].filter((piece) => piece.end > piece.start);
  const body = kept.flatMap((piece, at) => [...(at > 0 ? [separation(kept, context), inner] : []), piece]);
  const parts = [
    `try {${eol}${inner}`,
    ...body,
    `${eol}${outer}} finally {${eol}${inner}`,
    close,
    `${eol}${outer}}`,
  ];
  return { range: { start, end }, parts, rank: RANK.statement };
}

/** From the first statement, with a comment on lines of its own above it, to the end of the last one's line. */
function partsOf(body: Range, context: FileContext): Range {
  return { start: body.start, end: restOfLine(body.end, context) ?? body.end };
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
