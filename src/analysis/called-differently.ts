import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';

/** Plans that a call which is awaited calls another member of the same object: one that waits for what it calls. */
export function callTwin(call: ts.Expression, to: string, step: number, plan: PlanBuilder): void {
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return;
  const { name } = call.expression;
  const why = { because: { step }, reason: `${to} waits for what it calls, and ${name.text} does not` };
  plan.step('rename', call.getSourceFile(), rangeOf(name), why, { to });
}

/** Plans that a call which is awaited goes, and its receiver is awaited. */
export function dropMethod(call: ts.Expression, step: number, plan: PlanBuilder): void {
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return;
  const { expression: receiver, name } = call.expression;
  const why = { because: { step }, reason: `there is no ${name.text}() to call: the promise is awaited` };
  const range = { start: receiver.end, end: call.end };
  plan.step('replace-text', call.getSourceFile(), range, why, { text: '' });
}

/**
 * Plans that a statement ends where it is, if it calls a function that says it never returns: what follows is not reached,
 * which a promise that is awaited does not say.
 */
export function sayThatItEnds(target: Callable, call: ts.Expression, step: number, plan: PlanBuilder): void {
  const statement = call.parent;
  if (target.type?.kind !== ts.SyntaxKind.NeverKeyword || !ts.isExpressionStatement(statement)) return;
  const at = { start: statement.getStart(), end: statement.getStart() };
  const why = { because: { step }, reason: 'nothing after it is reached, which an await does not say' };
  const word = ts.findAncestor(statement, ts.isFunctionLike) ? 'return' : 'throw';
  plan.step('replace-text', statement.getSourceFile(), at, why, { text: `${word} ` });
}
