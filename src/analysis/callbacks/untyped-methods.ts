import { ts } from '../../compiler/typescript.js';
import { presenceTest } from '../optional-chains.js';
import type { Questions } from '../questions.js';
import type { UntypedHandover } from '../untyped-facts.js';
import type { CallbackMeaning } from './meaning.js';

/** Methods that arrays have and call back in, which a helper takes the place of that looks at run time what it is given. */
const inTurn = new Set(
  'forEach map filter flatMap reduce reduceRight some every find findIndex findLast findLastIndex'.split(' '),
);

/** What becomes of a method call on an untyped value, where arrays have a method of that name: a helper takes its place. */
export function untypedMethodMeaning(
  { call, at }: Pick<UntypedHandover, 'call' | 'at'>,
  ask: Questions,
): CallbackMeaning | undefined {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !inTurn.has(callee.name.text)) return undefined;
  if (call.arguments[0] !== at) return undefined;
  const helper = `${callee.name.text}Untyped`;
  if (!ts.isOptionalChain(call)) return { kind: 'helper', call, helper };
  const test = presenceTest(call, ask);
  return test && { kind: 'helper', call, helper, test };
}
