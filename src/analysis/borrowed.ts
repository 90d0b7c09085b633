import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

/** A function called by way of its own method: `f.call(self, …)` or `f.apply(self, […])`. */
export interface Borrowed {
  /** The function: `Array.prototype.map` in `Array.prototype.map.call(list, f)`. */
  called: ts.PropertyAccessExpression;
  through: 'call' | 'apply';
  /** What stands for `this`. */
  self: ts.Expression | undefined;
}

/** Takes a call apart that calls a method by way of the method's own `call` or `apply`. */
export function borrowed(call: ts.CallExpression, ask: Questions): Borrowed | undefined {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isPropertyAccessExpression(callee.expression))
    return undefined;
  const through = callee.name.text;
  if (through !== 'call' && through !== 'apply') return undefined;
  const called = callee.expression;
  return ask.callables(ask.type(called)).length > 0
    ? { called, through, self: call.arguments[0] }
    : undefined;
}

/** The types of the parameters that an argument of `f.call(self, …)` or an item of `f.apply(self, […])` is given to. */
export function parametersBehindCall(node: ts.Expression, ask: Questions): ts.Type[] {
  const { parent } = node;
  const list = ts.isArrayLiteralExpression(parent) ? parent : undefined;
  const call = list ? applyingCall(list) : parent;
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return [];
  const index = list ? list.elements.indexOf(node) : call.arguments.indexOf(node) - 1;
  if (call.expression.name.text !== (list ? 'apply' : 'call') || index < 0) return [];
  return ask.targets(call).flatMap((target) => {
    const parameter = target.parameters[index];
    return parameter && !parameter.dotDotDotToken ? [ask.type(parameter)] : [];
  });
}

/** The call of a method named `apply` that an array is the arguments of. */
export function applyingCall(list: ts.ArrayLiteralExpression): ts.CallExpression | undefined {
  const call = list.parent;
  return ts.isCallExpression(call) &&
    call.arguments[1] === list &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === 'apply'
    ? call
    : undefined;
}
