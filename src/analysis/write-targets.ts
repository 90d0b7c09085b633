import { ts } from '../compiler/typescript.js';

/** Whether a name is assigned to, incremented or decremented where it stands. */
export function isWriteTarget(name: ts.Identifier): boolean {
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
