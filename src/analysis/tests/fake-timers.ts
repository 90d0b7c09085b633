import { ts } from '../../compiler/typescript.js';
import type { PlanBuilder } from '../plan-builder.js';

const starts = /^(?:(?:vi|jest|sinon)\.useFakeTimers|(?:\w+\.)?mock\.timers\.enable)$/;
const message =
  'The clock stands still here, and what is tested waits now: a driver or a pool that uses timers goes on only when the clock does. Let it go on while you wait (advanceTimersByTimeAsync, tickAsync), or leave the timers that drivers use as they are (toFake, apis).';

/** Tells of tests that stop the clock in a file that waits, from now on, for what it tests. */
export function noteFakeTimers(file: ts.SourceFile, plan: PlanBuilder): void {
  if (!/useFakeTimers|timers\.enable/.test(file.text) || plan.awaits(file).size === 0) return;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && starts.test(node.expression.getText()))
      plan.note('AS422', node, message);
    ts.forEachChild(node, visit);
  };
  visit(file);
}
