import { ts } from '../../compiler/typescript.js';
import { describeCallable } from '../callables.js';
import { untypedMeaning } from '../callbacks/untyped-libraries.js';
import { excerpt } from '../plan-builder.js';
import { isAssertedOn, suiteMeaning } from '../tests/suites.js';
import type { UntypedHandover } from '../untyped-facts.js';
import type { HazardContext } from './context.js';

/** What arrays, maps and sets call their methods that call back and use the result at once. */
const USES_RESULT = new Set(
  'map filter flatMap reduce reduceRight some every find findIndex findLast findLastIndex sort toSorted'.split(
    ' ',
  ),
);

/** Tells of functions that became async and are handed to a call of which nothing is known. */
export function planUntypedHandovers(
  handovers: readonly UntypedHandover[],
  { ask, plan, propagation, mayChange }: HazardContext,
): void {
  const inTurn = new Set(propagation.helperUses.map(({ call }) => call));
  for (const { call, from, at } of handovers) {
    const cause = propagation.asyncCallables.get(from);
    if (!cause || propagation.isFound(call) || inTurn.has(call) || !mayChange(at.getSourceFile())) continue;
    // What is known of a test framework by its name needs no types.
    if (suiteMeaning(from, call, ask)?.kind === 'accepts' || isAssertedOn(call, ask)) continue;
    const known = untypedMeaning(from, call, ask);
    if (known?.kind === 'accepts') continue;
    if (known?.kind === 'ignores') {
      plan.hazard('AS301', at, known.message);
      continue;
    }
    const callee = call.expression;
    const what = `${excerpt(callee)} is untyped, so whether it waits for the promise that ${describeCallable(from)} now returns is not visible`;
    if (ts.isPropertyAccessExpression(callee) && USES_RESULT.has(callee.name.text)) {
      plan.wall('AS214', at, `${what}; declare its type and run again`, cause, true);
    } else {
      plan.hazard('AS308', at, `${what}. Declare its type and run again, or see to it by hand.`, from);
    }
  }
}
