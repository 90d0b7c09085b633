import { ts } from '../../compiler/typescript.js';
import { iteratorsOf } from '../iterated.js';
import type { Questions } from '../questions.js';

/** Methods by which collections ask a callback of each thing in them: those of arrays, and what others add to them. */
const asking = new Set(
  'find findIndex findKey findLast findLastIndex findLastKey filter reject some every partition sweep'.split(
    ' ',
  ),
);

/**
 * Whether a library's collection takes what the callback gives for true or false. Some declare that it may give
 * anything, and a promise would be true each time: discord.js does.
 */
export function isAskedForTruth({ expression }: ts.CallExpression, ask: Questions): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    asking.has(expression.name.text) &&
    iteratorsOf(ask.type(expression.expression), ask).length > 0
  );
}
