import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

/** Classes of the language whose construction without arguments does nothing but make an empty collection. */
const collections: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Object']);

/**
 * Whether a value is the same whenever it is worked out while a constructor runs, and working it out does nothing else:
 * literals, functions, empty collections, and names that nothing assigns to.
 * @param isFixed whether a name's value cannot change in the meantime
 */
export function isStable(node: ts.Expression, isFixed: (name: ts.Identifier) => boolean): boolean {
  const stable = (part: ts.Expression) => isStable(part, isFixed);
  if (ts.isLiteralExpression(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) {
    return !ts.isClassExpression(node);
  }
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return true;
  }
  if (ts.isIdentifier(node)) return node.text === 'undefined' || isFixed(node);
  if (ts.isArrowFunction(node)) return true;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return stable(node.expression);
  }
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(stable);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) =>
        (ts.isPropertyAssignment(property) &&
          !ts.isComputedPropertyName(property.name) &&
          stable(property.initializer)) ||
        (ts.isShorthandPropertyAssignment(property) && stable(property.name)),
    );
  }
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    const chooses =
      operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
    return chooses && stable(node.left) && stable(node.right);
  }
  if (ts.isNewExpression(node)) {
    const made = ts.isIdentifier(node.expression) ? node.expression.text : '';
    return collections.has(made) && (node.arguments?.length ?? 0) === 0;
  }
  return false;
}

/** Whether the name stands for something that is never given another value: an import, a constant, a function, a class. */
export function isConstant(name: ts.Identifier, ask: Questions): boolean {
  const declarations = ask.symbol(name)?.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.every(
      (declaration) =>
        ts.isFunctionDeclaration(declaration) ||
        ts.isClassDeclaration(declaration) ||
        ts.isEnumDeclaration(declaration) ||
        (ts.isVariableDeclaration(declaration) &&
          (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0),
    )
  );
}
