import { ts } from '../../compiler/typescript.js';
import { callableOf, describeCallable, isAsync } from '../callables.js';
import { excerpt } from '../plan-builder.js';
import { isWaitedFor } from './concurrency.js';
import type { HazardContext } from './context.js';
import type { Event, EventReader, Routine } from './events.js';
import { follow } from './flow.js';

/** Calls of a function that was async before and did its work at once, which nobody waits for. */
export function planUnawaited(
  fn: Routine,
  reader: EventReader,
  { plan, propagation, mayChange }: HazardContext,
): void {
  const callable = callableOf(fn);
  if (!isAsync(fn) && !propagation.promiseReturning.has(callable)) return;
  const first = firstAtOnce(fn, reader);
  if (!first) return;
  for (const call of propagation.callsOf(callable)) {
    const waited = settlingCall(call) ?? call;
    if (isWaitedFor(waited, reader) || isLast(call) || !mayChange(call.getSourceFile())) continue;
    const message = `${excerpt(call)} is not awaited here, and ${describeCallable(callable)} now waits for ${excerpt(first)} where it went on at once: what follows the call runs first. Await the call if that matters.`;
    plan.hazard('AS305', call, message, first);
  }
}

/** The first await this change adds to what a function did at once: before anything else that it awaited already. */
function firstAtOnce(fn: Routine, reader: EventReader): ts.Node | undefined {
  let first: ts.Node | undefined;
  const step = (state: { waited: boolean }, event: Event): void => {
    if (event.kind !== 'await') return;
    if (event.added && !state.waited) first ??= event.node;
    state.waited = true;
  };
  follow(reader.flow(fn), { waited: false }, step, {
    copy: (state) => ({ ...state }),
    merge: (one, other) => ({ waited: one.waited && other.waited }),
  });
  return first;
}

/**
 * The `Promise.all([…])` or its like that a call is the last element of: who waits for that waits for the call. What follows
 * an earlier element are the others.
 */
function settlingCall({ parent: list, end }: ts.Node): ts.CallExpression | undefined {
  if (!ts.isArrayLiteralExpression(list) || list.elements.at(-1)?.end !== end) return undefined;
  const call = list.parent;
  const settles =
    ts.isCallExpression(call) && /^Promise\.(?:all|allSettled)$/.test(call.expression.getText());
  return settles ? call : undefined;
}

/** Whether a call is the last thing that a module does: nothing follows that could run first. */
function isLast(call: ts.Node): boolean {
  let at = call;
  while (!ts.isStatement(at)) {
    if (ts.isFunctionLike(at)) return false;
    at = at.parent;
  }
  if (!ts.isSourceFile(at.parent)) return false;
  const { statements } = at.parent;
  return !statements.slice(statements.indexOf(at) + 1).some(doesSomething);
}

/** Whether a statement calls anything: declarations and `module.exports = …` do not. */
function doesSomething(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node)) return true;
  return ts.forEachChild(node, (child) => doesSomething(child) || undefined) ?? false;
}
