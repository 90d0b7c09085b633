import { ts } from '../compiler/typescript.js';
import { isWriteTarget } from './write-targets.js';

/** Whether a property access is read and written at once (`+=`, `++`), or deleted. */
export function isWritten(node: ts.Expression): boolean {
  return !isAssignedTo(node) && (isWriteTarget(node) || ts.isDeleteExpression(node.parent));
}

/** Whether a node is given another value by a plain `=`, and so not read. */
export function isAssignedTo(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
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
