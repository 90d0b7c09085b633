import { ts } from '../../compiler/typescript.js';
import type { Cause } from '../../plan/plan.js';
import { declarationsOf, hasBody } from '../callables.js';
import type { HelperFiles } from '../helper-files.js';
import type { PlanBuilder } from '../plan-builder.js';
import { moduleSpecifiers } from '../profile-names.js';
import type { Questions } from '../questions.js';
import { rangeOf } from '../ranges.js';

/** The helper that gives an assertion what a promise came to. */
const helper = 'settledPromise';

/** What the search needs to know about the run. */
export interface SettlingContext {
  ask: Questions;
  plan: PlanBuilder;
  helpers: HelperFiles;
}

/** `await expect(promise).rejects.toThrow(x)`, in its parts. */
interface Assertion {
  matcher: ts.PropertyAccessExpression;
  /** `expect(promise).rejects` */
  modified: ts.PropertyAccessExpression;
  subject: ts.Expression;
}

/**
 * Bun's `expect(promise).rejects` does not return before the promise is settled, and keeps the thread while it waits: what
 * waits for a database that answers by that thread never is. So in its tests what comes to wait for one is settled first.
 */
export function settleFirst(file: ts.SourceFile, { ask, plan, helpers }: SettlingContext): void {
  if (!moduleSpecifiers(file).some(({ text }) => text === 'bun:test')) return;
  const waiting = waitingCalls(ask, plan);
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const assertion = ts.isCallExpression(node) ? assertionOf(node) : undefined;
    const cause = assertion && waiting(assertion.subject);
    if (!assertion || !cause) return;
    const { matcher, modified, subject } = assertion;
    const why = { because: cause, reason: 'Bun keeps the thread that this waits for until it is settled' };
    const rejects = modified.name.text === 'rejects';
    const isSimple = matcher.expression === modified && ts.isAwaitExpression(node.parent);
    if (!isSimple || (rejects && !matcher.name.text.startsWith('toThrow'))) {
      const message = `${matcher.getText().split('\n')[0] ?? ''} waits without letting anything else run, in Bun: the database's answer never comes. Await the promise before you assert, and catch what it is rejected with.`;
      plan.hazard('AS310', node, message);
      return;
    }
    if (rejects) {
      const callee = helpers.use(file, helper, cause);
      plan.step('wrap-call', file, rangeOf(subject), why, { callee, awaited: true });
    } else plan.step('await', file, rangeOf(subject), why, {});
    const modifier = { start: modified.expression.end, end: modified.end };
    plan.step('replace-text', file, modifier, why, { text: '' });
    const outer = { start: node.parent.getStart(), end: node.getStart() };
    plan.step('replace-text', file, outer, why, { text: '' });
  };
  visit(file);
}

/** The assertion about a promise that a call is, if it is one. */
function assertionOf(call: ts.CallExpression): Assertion | undefined {
  const matcher = call.expression;
  if (!ts.isPropertyAccessExpression(matcher)) return undefined;
  let at: ts.Expression = matcher.expression;
  while (ts.isPropertyAccessExpression(at) && !/^(?:rejects|resolves)$/.test(at.name.text))
    at = at.expression;
  if (!ts.isPropertyAccessExpression(at) || !ts.isCallExpression(at.expression)) return undefined;
  const { expression, arguments: given } = at.expression;
  const [subject] = given;
  const isExpectation = ts.isIdentifier(expression) && expression.text === 'expect';
  return isExpectation && subject ? { matcher, modified: at, subject } : undefined;
}

/** Tells why the promise of an expression waits for something that it did not wait for before, if it does. */
function waitingCalls(ask: Questions, plan: PlanBuilder): (node: ts.Node) => Cause | undefined {
  const known = new Map<ts.Node, Cause | undefined>();
  const bodyWaits = (body: ts.Node): Cause | undefined => {
    if (known.has(body)) return known.get(body);
    known.set(body, undefined);
    const awaited = plan.awaitWithin(body.getSourceFile(), rangeOf(body));
    const cause = awaited ? { step: awaited.id } : waits(body);
    known.set(body, cause);
    return cause;
  };
  const waits = (node: ts.Node): Cause | undefined => {
    if (ts.isCallExpression(node)) {
      const bodies = ask.targets(node).flatMap((target) => declarationsOf(target).filter(hasBody));
      for (const { body } of bodies) {
        const cause = bodyWaits(body);
        if (cause) return cause;
      }
    }
    return ts.forEachChild(node, waits);
  };
  return waits;
}
