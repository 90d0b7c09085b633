import { ts } from '../../compiler/typescript.js';
import { callableOf, hasBody, isAsync, type Callable } from '../callables.js';
import { calleeNames } from '../callbacks/taking-call.js';
import { isAwaited } from '../expression-places.js';
import type { FlowFact } from '../scan.js';
import { isTest } from '../tests/suites.js';
import { runsInPlace, type EventReader, type Routine } from './events.js';
import type { HazardContext } from './context.js';

/** Packages that call back once at a time: each call has ended before the next one is made. */
const TAKES_TURNS = /[/@](?:vitest|jest|mocha|jasmine|ava|tap|chai|commander|yargs)\b|\/@types\/node\/test/;

/**
 * Says whether a second call of a function can begin before the first has ended. It cannot where all its callers are in
 * sight and lead to the top level of a module; it can where a library calls it (a server, a timer, an event), where
 * nobody in sight calls it, or where a call of it is not awaited.
 */
export function concurrency(context: HazardContext, reader: EventReader): (fn: Routine) => boolean {
  const { ask, files, propagation } = context;
  const known = new Map<Callable, boolean>();

  const canOverlap = (callable: Callable): boolean => {
    const found = known.get(callable);
    if (found !== undefined) return found;
    known.set(callable, false); // a call from itself makes no difference
    const calls = propagation.callsOf(callable);
    const flows = propagation.flowsFrom(callable);
    const unknown = calls.length === 0 && flows.length === 0 && !isRunInPlace(callable);
    const can =
      !(isTest(callable, ask) && !isConcurrentTest(callable)) &&
      (unknown || calls.some((call) => overlaps(call, callable)) || flows.some(isHandedOut));
    known.set(callable, can);
    return can;
  };
  const isRunInPlace = (callable: Callable) =>
    hasBody(callable) && runsInPlace(callable, ask, files.isLanguage);

  const overlaps = (call: ts.Node, callable: Callable): boolean =>
    (isAsync(callable) && !isWaitedFor(call, reader)) || holderOverlaps(call);

  const isHandedOut = (flow: FlowFact): boolean => {
    if (!flow.external) return canOverlap(flow.to);
    if (files.isLanguage(flow.to)) {
      return ts.isCallExpression(flow.at.parent) && runsInPlace(flow.at, ask, files.isLanguage)
        ? isStartedTogether(flow.at.parent, reader) || holderOverlaps(flow.at)
        : true;
    }
    return !TAKES_TURNS.test(flow.to.getSourceFile().fileName) || isConcurrentTest(flow.at);
  };

  const holderOverlaps = (node: ts.Node): boolean => {
    for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
      if (ts.isFunctionLike(at)) return canOverlap(callableOf(at));
    }
    return false;
  };
  return (fn) => (isRunInPlace(fn) ? holderOverlaps(fn) : canOverlap(callableOf(fn)));
}

/** Whether a function is a test, or within a suite, that a framework runs beside others: `test.concurrent(…)`. */
function isConcurrentTest(fn: ts.Node): boolean {
  for (let at: ts.Node | undefined = fn; at; at = at.parent as ts.Node | undefined) {
    if (ts.isCallExpression(at) && calleeNames(at.expression).some(({ text }) => text === 'concurrent'))
      return true;
  }
  return false;
}

/** Whether a call is waited for where it stands: awaited, or returned to a caller who waits. */
export function isWaitedFor(call: ts.Node, reader: EventReader): boolean {
  if (reader.isAdded(call) || isAwaited(call)) return true;
  let value = call;
  while (
    ts.isParenthesizedExpression(value.parent) ||
    (ts.isConditionalExpression(value.parent) && value.parent.condition !== value)
  )
    value = value.parent;
  const waiting = promiseOfHandler(value) ?? settlingAssertion(value);
  if (waiting) return isWaitedFor(waiting, reader);
  return (
    ts.isReturnStatement(value.parent) || (ts.isArrowFunction(value.parent) && value.parent.body === value)
  );
}

/** The call of `then`, `catch` or `finally` on a promise: who waits for that waits for the promise too. */
function promiseOfHandler({ parent }: ts.Node): ts.CallExpression | undefined {
  if (!ts.isPropertyAccessExpression(parent) || !/^(then|catch|finally)$/.test(parent.name.text))
    return undefined;
  return ts.isCallExpression(parent.parent) && parent.parent.expression === parent
    ? parent.parent
    : undefined;
}

/** The assertion that waits for a promise it is given: `expect(promise).rejects.toThrow()`. */
function settlingAssertion({ parent: subject }: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(subject) || subject.expression.getText() !== 'expect') return undefined;
  let [at, settles]: [ts.Expression, boolean] = [subject, false];
  for (;;) {
    const { parent } = at;
    const isLink = ts.isPropertyAccessExpression(parent) && parent.expression === at;
    if (!isLink && !(ts.isCallExpression(parent) && parent.expression === at)) break;
    settles ||= isLink && /^(?:rejects|resolves|eventually)$/.test(parent.name.text);
    at = parent;
  }
  return settles ? at : undefined;
}

/** `ids.map(work)` whose promises are not awaited one by one: `Promise.all` and its like start them together. */
function isStartedTogether(call: ts.CallExpression, reader: EventReader): boolean {
  return !isWaitedFor(call, reader) && ts.isCallExpression(call.parent);
}
