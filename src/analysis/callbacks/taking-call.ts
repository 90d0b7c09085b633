import { ts } from '../../compiler/typescript.js';

/** The call a function value is an argument of, through parentheses and casts. */
export function callTaking(at: ts.Node): ts.CallExpression | undefined {
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
  return ts.isCallExpression(node.parent) && node.parent.expression !== node ? node.parent : undefined;
}

/** How a message names what takes the callback. */
export function calleeText(call: ts.CallExpression | undefined): string {
  if (!call) return 'the library';
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression)
    ? `${expression.name.text}()`
    : `${expression.getText()}()`;
}
