import type { Range } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import { separated } from './taken-apart.js';

type Part = MergeEdit['parts'][number];

/**
 * The parts that put statements at the start of a body, from an offset before the body on. A body that is an expression,
 * or a single statement, becomes a block.
 * @param from where the text that the parts replace starts
 * @param statements each statement's parts, without a semicolon
 * @returns the parts, and where the text they replace ends
 */
export function atBodyStart(
  from: number,
  body: Range,
  statements: readonly Part[][],
  context: FileContext,
): { parts: Part[]; end: number } {
  const { eol, semicolon, indentUnit } = context;
  const outer = context.indentAt(context.lineStart(body.start));
  const block = context.tree.at(body).find(({ type }) => type === 'BlockStatement');
  if (!block) {
    const line = `${semicolon}${eol}${outer}${indentUnit}`;
    const isExpression = !/Statement$/.test(context.nodeAt(body, 'a body').type);
    const result = isExpression ? ['return ', body, semicolon] : [body];
    const lines = [...separated(statements, line).flat(), line, ...result];
    const between = { start: from, end: body.start };
    return {
      parts: [between, `{${eol}${outer}${indentUnit}`, ...lines, `${eol}${outer}}`],
      end: body.end,
    };
  }
  const inside = context.tokensIn({ start: body.start + 1, end: body.end - 1 });
  const [first, last] = [inside[0], inside.at(-1)];
  const ownLine = first && context.startsLine(first.start);
  const indent = ownLine ? context.indentAt(first.start) : `${context.indentAt(body.start)}${indentUnit}`;
  const lines = separated(statements, `${semicolon}${eol}${indent}`).flat();
  const start = [{ start: from, end: body.start + 1 }, `${eol}${indent}`, ...lines, semicolon];
  if (context.slice(body).includes('\n') || context.commentsIn(body).length > 0)
    return { parts: start, end: body.start + 1 };
  const rest = first && last ? [`${eol}${indent}`, { start: first.start, end: last.end }] : [];
  return { parts: [...start, ...rest, `${eol}${context.indentAt(body.start)}}`], end: body.end };
}
