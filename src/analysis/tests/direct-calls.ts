import { ts } from '../../compiler/typescript.js';

/** The call that is all a function written in place does: of `() => find(1)`, `find(1)`. */
export function onlyCall(fn: ts.Expression): ts.CallExpression | undefined {
  if (!ts.isArrowFunction(fn) || fn.parameters.length > 0) return undefined;
  const call = ts.isBlock(fn.body) ? onlyExpression(fn.body) : fn.body;
  if (!call || !ts.isCallExpression(call) || ts.isOptionalChain(call)) return undefined;
  const text = fn.getText();
  const around = text.slice(0, call.getStart() - fn.getStart()) + text.slice(call.end - fn.getStart());
  return /\/[/*]/.test(around) ? undefined : call;
}

function onlyExpression({ statements }: ts.Block): ts.Expression | undefined {
  const [statement, ...others] = statements;
  if (!statement || others.length > 0) return undefined;
  return ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)
    ? statement.expression
    : undefined;
}

/** Whether evaluating what a call is made of, its receiver and its arguments, cannot throw. */
export function isPlainCall({ expression, arguments: given }: ts.CallExpression): boolean {
  return isPlain(expression) && given.every((argument) => isPlain(argument));
}

function isPlain(node: ts.Node): boolean {
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isFunctionLike(node)) return true;
  if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) return true;
  if (ts.isToken(node)) return true;
  if (ts.isPropertyAccessExpression(node)) return isPlain(node.expression);
  const made =
    ts.isObjectLiteralExpression(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node);
  if (ts.isTypeNode(node)) return true;
  return made && !ts.forEachChild(node, (child) => !isPlain(child));
}
