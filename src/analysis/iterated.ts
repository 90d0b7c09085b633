import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Questions } from './questions.js';

/** Whether what a generator yields are promises. */
export function yieldsPromises(generator: Callable, ask: Questions): boolean {
  const signature = ask.checker.getSignatureFromDeclaration(generator);
  const result = signature && ask.checker.getReturnTypeOfSignature(signature);
  const isReference = result && (result.flags & ts.TypeFlags.Object) !== 0;
  const reference = isReference ? (result as ts.ObjectType) : undefined;
  if (!reference || (reference.objectFlags & ts.ObjectFlags.Reference) === 0) return false;
  const [yielded] = ask.checker.getTypeArguments(reference as ts.TypeReference);
  return yielded !== undefined && ask.isPromise(yielded);
}

/** The language's functions that take all items of what they are given before they return. */
export function takesAll(call: ts.CallExpression | ts.NewExpression): boolean {
  const text = call.expression.getText();
  return ts.isNewExpression(call)
    ? /^(Weak)?(Set|Map)$/.test(text) || /Array$/.test(text)
    : /^(Object\.(fromEntries|groupBy)|Map\.groupBy|Promise\.\w+|\w+Array\.from)$/.test(text);
}

/** Whether an expression is given to something that has a type of its own. */
export function isHandedOn(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && parent.type !== undefined;
  if (ts.isBinaryExpression(parent))
    return parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return (
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isConditionalExpression(parent)
  );
}

/** What a node iterates, if it is a place that iterates. */
export function iteratedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return node.expression;
  if (ts.isYieldExpression(node) && node.asteriskToken) return node.expression;
  if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name)) return node.initializer;
  if (ts.isBinaryExpression(node) && ts.isArrayLiteralExpression(node.left)) return node.right;
  return undefined;
}

/** The methods that give the iterators of a type's values. */
export function iteratorsOf(type: ts.Type, ask: Questions): Callable[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => {
    const symbol = ask.checker
      .getPropertiesOfType(ask.checker.getApparentType(part))
      .find(({ escapedName }) => String(escapedName).startsWith('__@iterator@'));
    return symbol ? ask.callables(ask.checker.getTypeOfSymbol(symbol)) : [];
  });
}

/** What a function that is no generator returns. */
export function resultsOf(fn: ts.FunctionLikeDeclaration): ts.Expression[] {
  if (!fn.body) return [];
  if (!ts.isBlock(fn.body)) return [fn.body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(fn.body);
  return found;
}
