import { ts } from '../compiler/typescript.js';

/** The names that a pattern binds, or the name itself. */
export function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** Whether taking a pattern apart evaluates something. */
export function hasDefaults(name: ts.BindingName): boolean {
  if (ts.isIdentifier(name)) return false;
  return name.elements.some(
    (element) =>
      ts.isBindingElement(element) &&
      ((element.initializer !== undefined && !isFixed(element.initializer)) ||
        (element.propertyName !== undefined && ts.isComputedPropertyName(element.propertyName)) ||
        hasDefaults(element.name)),
  );
}

/** An expression that is the same whenever it is evaluated: a literal, or an empty object or array. */
export function isFixed(node: ts.Expression): boolean {
  if (ts.isLiteralExpression(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return isFixed(node.operand);
  if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  const { kind } = node;
  return (
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword
  );
}

/** Whether an expression holds a call, or reads something that may do I/O. */
export function mayAwait(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node)) return false;
  if (
    ts.isCallLikeExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node)
  )
    return true;
  return ts.forEachChild(node, mayAwait) ?? false;
}
