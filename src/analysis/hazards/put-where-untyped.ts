import { ts } from '../../compiler/typescript.js';
import { isFunctionType } from '../callables.js';
import { excerpt } from '../plan-builder.js';
import type { HazardContext } from './context.js';

/**
 * Tells of functions that became async and are written into a property of which nothing is known, where nobody in sight
 * calls them: `descriptor.value = function () { … }`, `app.locals.format = () => …`.
 */
export function planPutWhereUntyped({ ask, plan, propagation, mayChange }: HazardContext): void {
  for (const callable of propagation.asyncCallables.keys()) {
    const { parent } = callable;
    if (isFunctionType(callable) || !ts.isBinaryExpression(parent) || parent.right !== (callable as ts.Node))
      continue;
    const { left, operatorToken } = parent;
    const isProperty = ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left);
    if (!isProperty || operatorToken.kind !== ts.SyntaxKind.EqualsToken) continue;
    if ((ask.type(left).flags & ts.TypeFlags.Any) === 0 || !mayChange(left.getSourceFile())) continue;
    if (propagation.callsOf(callable).length > 0 || propagation.flowsFrom(callable).length > 0) continue;
    const message = `${excerpt(left)} is untyped, so whether those who call the function wait for the promise that it now returns is not visible. Declare its type and run again, or see to it by hand.`;
    plan.hazard('AS308', left, message);
  }
}
