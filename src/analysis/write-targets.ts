import { ts } from '../compiler/typescript.js';

/** Whether a name is assigned to, incremented or decremented where it stands. */
export function isWriteTarget(name: ts.Node): boolean {
  const { parent } = name;
  if (ts.isBinaryExpression(parent) && parent.left === name) {
    return (
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  }
  return (
    ts.isPostfixUnaryExpression(parent) ||
    (ts.isPrefixUnaryExpression(parent) &&
      parent.operator >= ts.SyntaxKind.PlusPlusToken &&
      parent.operator <= ts.SyntaxKind.MinusMinusToken)
  );
}

/** Whether a node is given another value where it stands: also by a pattern it is part of, or as a loop's variable. */
export function isAssigned(node: ts.Node): boolean {
  if (isWriteTarget(node)) return true;
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  const inPattern =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node);
  return inPattern && isAssigned(parent);
}
