import { ts } from '../../compiler/typescript.js';
import { describeCallable } from '../callables.js';
import { excerpt } from '../plan-builder.js';
import { mockImplementation } from '../tests/mocks.js';
import type { HazardContext } from './context.js';

/** What libraries call a function that keeps what another function returns. */
const KEEPS = /memo|cache|once/i;

/** Tells of libraries that are given a function and keep its result: it is a promise now, a rejected one included. */
export function planKeptPromises({ ask, plan, propagation, mayChange }: HazardContext): void {
  const flows = [...propagation.asyncCallables.keys()].flatMap((callable) => propagation.flowsFrom(callable));
  for (const { from, external, at } of flows) {
    const call = at.parent;
    if (!external || !ts.isCallExpression(call) || call.expression === at) continue;
    if (!mayChange(at.getSourceFile()) || mockImplementation(call, ask)) continue;
    const { expression } = call;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    if (!KEEPS.test(name) || ask.callables(ask.type(call)).length === 0) continue;
    const message = `${excerpt(expression)} keeps what ${describeCallable(from)} returns, which is a promise now: a rejected one is kept as well, so a call that failed once fails for ever. Forget it when it rejects, or keep the value.`;
    plan.hazard('AS304', at, message, from);
  }
}
