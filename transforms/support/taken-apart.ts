import type { Range, StepOf } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import { type FileContext, quote } from './context.js';
import { Refusal } from './refusal.js';
import { keyOf, ranged } from './tree.js';

type Part = MergeEdit['parts'][number];

/**
 * The statements that take an object apart without the properties that do I/O, and await each of those.
 * @param keyword `const`, `let` or `var`
 * @param object what gives the object
 * @returns each statement's parts, without a semicolon
 */
export function takenApart(
  step: Pick<StepOf<'destructure-read'>, 'pattern' | 'reads' | 'through'>,
  keyword: string,
  object: readonly Part[],
  context: FileContext,
): Part[][] {
  const { pattern, reads, through } = step;
  const kept = elementsOf(pattern, context).filter(
    (element) => !reads.some((read) => keyOf(read.element) === keyOf(element)),
  );
  const written = object.map((part) => (typeof part === 'string' ? part : context.slice(part))).join('');
  const owner = /^(this|[\w$]+)(\.[\w$]+)*$/.test(written) ? object : ['(', ...object, ')'];
  const statements: Part[][] = reads.map(({ property, target, call }) => [
    `${keyword} `,
    target,
    ' = await ',
    ...owner,
    `${through === null ? '' : `.${through}`}.${property}${call ? '()' : ''}`,
  ]);
  if (kept.length === 0) return statements;
  return [[`${keyword} { `, ...separated(kept, ', '), ' } = ', ...object], ...statements];
}

function elementsOf(pattern: Range, context: FileContext): Range[] {
  // Babel's pattern takes its type annotation along; a step names the pattern alone.
  const node = context.tree.nodes.find(
    ({ type, start }) => type === 'ObjectPattern' && start === pattern.start,
  );
  if (node?.type !== 'ObjectPattern') {
    throw new Refusal(
      `${context.place(pattern.start)}: expected an object pattern, found ${quote(context.slice(pattern))}`,
    );
  }
  return node.properties.map((property) => {
    const { start, end } = ranged(property);
    return { start, end };
  });
}

export function separated<T>(items: readonly T[], separator: string): (T | string)[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}
