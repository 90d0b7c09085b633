import type { MergeEdit } from './support/apply-edits.js';
import type { Range, StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { statementRemoval } from './support/layout.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { closeStatement, readTryFinally, shiftsOf, type TryFinally } from './support/try-finally.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'await-using',
  kinds: ['await-using'],
  summary: 'Lets a resource be closed, and its closing awaited, where its block ends.',
  safety: 'unsafe',
  before: `async function count() {
  const session = sessions();
  try {
    return await total(session);
  } finally {
    session.close();
  }
}
`,
  after: `async function count() {
  await using session = sessions();
  return await total(session);
}
`,
  prepare: (steps, context) => ({
    shifts: steps
      .filter(({ form }) => form === 'try-finally')
      .flatMap((step) => shiftsOf(readTryFinally(step, context), context)),
  }),
  edits: (steps, context) =>
    steps.flatMap((step) => [...keywordEdit(step, context), ...closeEdits(step, context)]),
});

/** `const`, `let`, `var` or `using` becomes `await using`. */
function keywordEdit({ range, form }: StepOf<'await-using'>, context: FileContext): MergeEdit[] {
  const node = context.nodeAt(range, 'a variable statement', ({ type }) => type === 'VariableDeclaration');
  if (node.type !== 'VariableDeclaration') throw new TypeError('nodeAt returns only what it was asked for');
  const [declarator, ...more] = node.declarations;
  const oneName = more.length === 0 && (declarator as { id: { type: string } }).id.type === 'Identifier';
  if (form !== 'using' && !oneName) {
    throw new Refusal(
      `${context.place(range.start)}: await using takes one name, and this statement declares others`,
    );
  }
  if ((node.kind as string) === 'await using') return [];
  const { start, end } = present(context.tokensIn(range)[0]);
  return [{ range: { start, end }, parts: ['await using'], rank: RANK.replace }];
}

function closeEdits(step: StepOf<'await-using'>, context: FileContext): MergeEdit[] {
  switch (step.form) {
    case 'using':
      return [];
    case 'open-close':
      return [deletion(statementRemoval(closeStatement(step, context), context))];
    case 'try-finally':
      return tryEdits(readTryFinally(step, context), context);
  }
}

function tryEdits(found: TryFinally, context: FileContext): MergeEdit[] {
  if (found.tryGoes) return [found.block ? blockInstead(found, context) : bodyInstead(found, context)];
  const { declaration, tryNode, close, finallyGoes, block } = found;
  const handler = tryNode.handler as Range | null | undefined;
  const edits = [
    finallyGoes && handler
      ? deletion({ start: handler.end, end: tryNode.end })
      : deletion(statementRemoval(close, context)),
  ];
  if (block) {
    const range = { start: declaration.start, end: tryNode.end };
    edits.push({ range, parts: inBlock([range], found, context), rank: RANK.statement });
  }
  return edits;
}

/** The try goes, its statements stay. */
function bodyInstead({ tryNode, body }: TryFinally, context: FileContext): MergeEdit {
  const { start, end } = tryNode;
  if (!body) return deletion(statementRemoval(tryNode, context));
  const tail = /^([ \t]*)\S/.exec(context.text.slice(end, context.lineEnd(end)))?.[1];
  const cut = tail !== undefined && endsInLineComment(body, context);
  const parts = [body, ...(cut ? [context.eol, context.indentAt(start).slice(tail.length)] : [])];
  return { range: { start, end }, parts, discards: around({ start, end }, body), rank: RANK.statement };
}

/** Declaration and statements share a plain block. */
function blockInstead(found: TryFinally, context: FileContext): MergeEdit {
  const { declaration, tryNode, body } = found;
  const range = { start: declaration.start, end: tryNode.end };
  const between = context.text.slice(declaration.end, tryNode.start).trimEnd().length;
  const head = { start: declaration.start, end: declaration.end + between };
  const inner = found.indent + context.indentAt(declaration.start);
  const rest = body
    ? [context.eol, context.startsLine(body.start) ? context.indentAt(body.start) : inner, body]
    : [];
  const tryRange = { start: tryNode.start, end: tryNode.end };
  return {
    range,
    parts: inBlock([head, ...rest], found, context),
    discards: body ? around(tryRange, body) : [tryRange],
    rank: RANK.statement,
  };
}

function inBlock(parts: MergeEdit['parts'], found: TryFinally, context: FileContext): MergeEdit['parts'] {
  const outer = context.indentAt(found.declaration.start);
  return ['{', context.eol, found.indent + outer, ...parts, context.eol, outer, '}'];
}

function around(outer: Range, inner: Range): Range[] {
  return [
    { start: outer.start, end: inner.start },
    { start: inner.end, end: outer.end },
  ];
}

function endsInLineComment(range: Range, context: FileContext): boolean {
  return context.comments.some(({ type, end }) => type === 'CommentLine' && end === range.end);
}

function deletion(range: Range): MergeEdit {
  return { range, parts: [], discards: [range], rank: RANK.statement };
}
