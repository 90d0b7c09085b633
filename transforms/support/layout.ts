import type { Range } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';

/** Indents the lines of all shifted ranges anew. Lines inside string and template text stay: there whitespace counts. */
export function shiftEdits(context: FileContext): MergeEdit[] {
  const { shifts } = context;
  if (shifts.length === 0) return [];
  const literal = context.tree.nodes.filter(({ type }) => /^(TemplateElement|StringLiteral)$/.test(type));
  const starts = new Set<number>();
  for (const { range } of shifts) {
    for (let at = context.text.indexOf('\n', range.start); at !== -1 && at + 1 < range.end;) {
      starts.add(at + 1);
      at = context.text.indexOf('\n', at + 1);
    }
  }
  return [...starts].flatMap((start) => {
    const indent = context.indentOf(start);
    const blank = context.lineEnd(start) === start + indent.length;
    if (blank || literal.some((node) => node.start < start && start <= node.end)) return [];
    const wanted = context.indentAt(start);
    const range = { start, end: start + indent.length };
    if (wanted === indent) return [];
    // Where there is no indentation yet there is nothing to replace, only a point to insert at.
    return [{ range, parts: [wanted], rank: RANK.replace, yields: true }];
  });
}

/**
 * The range to delete so that a statement goes without a trace: its line, a comment behind it, the comment lines right
 * above it (they are about it, or are directives for it), and a blank line that would now end or begin the block or
 * double another one. A statement that shares its line with others goes alone. With `comments: 'stay'` the comments above
 * are left: above the first import stands what heads the file.
 */
export function statementRemoval(
  range: Range,
  context: FileContext,
  { comments }: { comments: 'go' | 'stay' } = { comments: 'go' },
): Range {
  const { text } = context;
  const behind = restOfLine(range.end, context);
  if (!context.startsLine(range.start) || behind === undefined) return alone(range, context);
  let start = context.lineStart(range.start);
  const above = () => (comments === 'go' ? commentLineAbove(start, context) : undefined);
  for (let line = above(); line !== undefined; line = above()) start = line;
  let end = afterLineEnd(behind, text);
  const blankAbove = blankLinesAbove(start, context);
  const blankBelow = blankLinesBelow(end, context);
  const first = /[{:]\s*$/.test(text.slice(0, blankAbove)) || blankAbove === 0;
  const last = /^\s*\}/.test(text.slice(blankBelow)) || blankBelow >= text.length;
  if (last) start = blankAbove;
  else if (first || blankAbove < start) end = blankBelow;
  // A line that ends the file without a line end takes the one before it along.
  if (end === text.length && !text.endsWith('\n') && start > 0)
    start = context.lineEnd(start - 1 - Number(text[start - 2] === '\r'));
  return { start, end };
}

/** Where the text of the line behind a statement ends, if that is nothing but a comment; undefined if code follows. */
export function restOfLine(offset: number, context: FileContext): number | undefined {
  const end = context.lineEnd(offset);
  const rest = context.text.slice(offset, end);
  if (rest.trim() === '') return end;
  const comment = context.comments.find(
    ({ start }) => start === offset + rest.length - rest.trimStart().length,
  );
  return comment && comment.end >= offset + rest.trimEnd().length && comment.end <= end ? end : undefined;
}

function alone({ start, end }: Range, { text }: FileContext): Range {
  let to = end;
  while (text[to] === ' ' || text[to] === '\t') to += 1;
  const next = text[to];
  if (next !== undefined && !/[\r\n}]/.test(next)) return { start, end: to };
  let from = start;
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1;
  return { start: from, end };
}

/** The start of the comment that fills the line (or lines) right above a line start. */
function commentLineAbove(lineStart: number, context: FileContext): number | undefined {
  if (lineStart === 0) return undefined;
  const lastLine = context.lineStart(lineStart - 1);
  const end = lastLine + context.text.slice(lastLine, lineStart).trimEnd().length;
  const comment = context.comments.find((one) => one.end === end);
  return comment && context.startsLine(comment.start) ? context.lineStart(comment.start) : undefined;
}

function blankLinesAbove(lineStart: number, context: FileContext): number {
  let at = lineStart;
  while (at > 0 && context.text.slice(context.lineStart(at - 1), at).trim() === '')
    at = context.lineStart(at - 1);
  return at;
}

function blankLinesBelow(lineStart: number, context: FileContext): number {
  let at = lineStart;
  while (at < context.text.length && context.text.slice(at, context.lineEnd(at)).trim() === '') {
    at = afterLineEnd(context.lineEnd(at), context.text);
  }
  return at;
}

export function afterLineEnd(offset: number, text: string): number {
  if (text.startsWith('\r\n', offset)) return offset + 2;
  return text[offset] === '\n' ? offset + 1 : offset;
}
