import { ts } from '../../compiler/typescript.js';
import { applyingCall } from '../borrowed.js';

/** What a function value is an argument of: a call, or a construction. */
export type Taking = ts.CallExpression | ts.NewExpression;

/** The call or construction a function value is an argument of, through parentheses and casts. */
export function takingOf(at: ts.Node): Taking | undefined {
  let node = at;
  while (
    ts.isParenthesizedExpression(node.parent) ||
    ts.isAsExpression(node.parent) ||
    ts.isSatisfiesExpression(node.parent) ||
    ts.isNonNullExpression(node.parent) ||
    (ts.isConditionalExpression(node.parent) && node.parent.condition !== node)
  ) {
    node = node.parent;
  }
  const { parent } = node;
  if (ts.isArrayLiteralExpression(parent)) return applyingCall(parent);
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node
    ? parent
    : undefined;
}

/** The call that an object is an argument of whose property a function value is: `methods({ add: function () {} })`. */
export function takingOfProperty(at: ts.Node): Taking | undefined {
  const { parent } = at;
  return ts.isPropertyAssignment(parent) ? takingOf(parent.parent) : undefined;
}

/** How a message names what takes the callback. */
export function calleeText(taking: Taking | undefined): string {
  if (!taking) return 'the library';
  const { expression } = taking;
  if (ts.isNewExpression(taking)) return `new ${expression.getText()}()`;
  return ts.isPropertyAccessExpression(expression)
    ? `${expression.name.text}()`
    : `${expression.getText()}()`;
}

/** The names a callee is made of, the first first: of `describe.each(table)`, describe and each. */
export function calleeNames(callee: ts.Expression): ts.Identifier[] {
  if (ts.isIdentifier(callee)) return [callee];
  if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.name))
    return [...calleeNames(callee.expression), callee.name];
  if (ts.isCallExpression(callee)) return calleeNames(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? calleeNames(callee.tag) : [];
}
