import { ts } from '../compiler/typescript.js';
import type { Relate } from './flows.js';
import type { Questions } from './questions.js';

/** What `Object.assign(users, adapters)` adds members to, and the objects whose members they are. */
export function assignedObjects(
  call: ts.CallExpression,
): { to: ts.Expression; added: readonly ts.Expression[] } | undefined {
  const { expression: callee } = call;
  const assigns =
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === 'assign' &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'Object';
  const [to, ...added] = call.arguments;
  return assigns && to ? { to, added } : undefined;
}

/** Relates what is added to an object to the members that its type says it has: a class may declare what it is given later. */
export function relateAdded(call: ts.CallExpression, ask: Questions, relate: Relate): void {
  const { to, added } = assignedObjects(call) ?? { added: [] };
  if (!to) return;
  const target = ask.checker.getApparentType(ask.type(to));
  for (const value of added) if (!ts.isSpreadElement(value)) relate(ask.type(value), target, value);
}
