import { ts } from '../compiler/typescript.js';

/** Whether a property access is a target of an assignment, `++`, or `delete`. */
export function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const operator = parent.operatorToken.kind;
    return operator > ts.SyntaxKind.EqualsToken && operator <= ts.SyntaxKind.LastAssignment;
  }
  return ts.isPostfixUnaryExpression(parent) || ts.isDeleteExpression(parent);
}

/** Whether an expression is awaited where it stands. */
export function isAwaited(node: ts.Node): boolean {
  let { parent } = node;
  while (
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isNonNullExpression(parent)
  ) {
    parent = parent.parent;
  }
  return ts.isAwaitExpression(parent);
}

/** `users.ts:12`, for people. */
export function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${file.fileName.split('/').pop() ?? ''}:${line}`;
}
