import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';

/**
 * What has to be there for a method call on an optional chain to be made: what stands before its last `?.`. Only where
 * asking it twice does nothing and gives the same, a name or a chain of properties.
 */
export function presenceTest(call: ts.CallExpression, ask: Questions): ts.Expression | undefined {
  if (call.questionDotToken || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  if (call.expression.questionDotToken) return plain(call.expression.expression, ask);
  let node: ts.Expression = call.expression.expression;
  while (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    if (!ts.isNonNullExpression(node) && node.questionDotToken)
      return isPlain(call.expression.expression, ask) ? node.expression : undefined;
    node = node.expression;
  }
  return undefined;
}

function plain(node: ts.Expression, ask: Questions): ts.Expression | undefined {
  return isPlain(node, ask) ? node : undefined;
}

/** A name, `this`, or properties of one that are no getters. */
function isPlain(node: ts.Expression, ask: Questions): boolean {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isNonNullExpression(node)) return isPlain(node.expression, ask);
  if (ts.isPropertyAccessExpression(node)) {
    const symbol = ask.symbol(node.name);
    return (
      symbol !== undefined && (symbol.flags & ts.SymbolFlags.Accessor) === 0 && isPlain(node.expression, ask)
    );
  }
  if (!ts.isElementAccessExpression(node)) return false;
  return isFixed(node.argumentExpression, ask) && isPlain(node.expression, ask);
}

/** A literal, or a name that keeps its value: of others the type checker does not see that the element is the same. */
function isFixed(index: ts.Expression, ask: Questions): boolean {
  if (ts.isLiteralExpression(index)) return true;
  const declaration = ts.isIdentifier(index) ? ask.symbol(index)?.valueDeclaration : undefined;
  if (!declaration) return false;
  return ts.isParameter(declaration) || (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}
