import { ts } from '../compiler/typescript.js';
import { hasDefaults } from './default-expressions.js';
import type { Questions } from './questions.js';

/** What is done with an iterable where it stands. */
export type IterationPlace =
  /** It is iterated by a loop. */
  | { kind: 'loop'; node: ts.ForOfStatement }
  /** All its items are taken at once: `node` becomes the array of them, each passed through `map`. */
  | { kind: 'collect'; node: ts.Expression; map?: ts.Expression }
  /** A pattern takes its first items. */
  | { kind: 'take'; node: ts.Expression; count: number }
  /** A generator yields its items. */
  | { kind: 'delegate'; node: ts.YieldExpression }
  /** A method of the iterator is called, which gives a promise. */
  | { kind: 'step'; node: ts.CallExpression }
  /** It is asked for its iterator. */
  | { kind: 'iterator'; node: ts.CallExpression; symbol: ts.Node }
  /** It is the value of something else, whose value is followed. */
  | { kind: 'value'; node: ts.Expression; type?: ts.TypeNode }
  | { kind: 'variable'; name: ts.Identifier }
  | { kind: 'argument'; call: ts.CallExpression | ts.NewExpression; index: number }
  | { kind: 'result'; of: ts.FunctionLikeDeclaration }
  /** Nothing is done with it, or what takes it takes asynchronous iterables too. */
  | { kind: 'nothing' }
  | { kind: 'other' };

/** Says what is done with an iterable, or with an iterator, where the expression stands. */
export function iterationPlace(node: ts.Expression, ask: Questions): IterationPlace {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent))
    return { kind: 'value', node: parent };
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent))
    return { kind: 'value', node: parent, type: parent.type };
  if (ts.isForOfStatement(parent) && parent.expression === node)
    return parent.awaitModifier ? { kind: 'nothing' } : { kind: 'loop', node: parent };
  if (ts.isSpreadElement(parent)) return spread(node, parent);
  if (ts.isYieldExpression(parent) && parent.asteriskToken) return { kind: 'delegate', node: parent };
  if (ts.isExpressionStatement(parent)) return { kind: 'nothing' };
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) return bound(parent.name, node);
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === node
  )
    return assigned(parent.left, node);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)) {
    const of = ts.findAncestor(node, ts.isFunctionLike);
    return of && 'body' in of ? { kind: 'result', of } : { kind: 'other' };
  }
  if (ts.isPropertyAccessExpression(parent)) return method(parent);
  if (ts.isElementAccessExpression(parent)) return askedForIterator(node, parent);
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node)
    return argument(node, parent, ask);
  return { kind: 'other' };
}

function spread(node: ts.Expression, element: ts.SpreadElement): IterationPlace {
  const { parent } = element;
  const alone = ts.isArrayLiteralExpression(parent) && parent.elements.length === 1;
  return { kind: 'collect', node: alone ? parent : node };
}

function bound(name: ts.BindingName, node: ts.Expression): IterationPlace {
  if (ts.isIdentifier(name)) return { kind: 'variable', name };
  if (!ts.isArrayBindingPattern(name) || hasDefaults(name)) return { kind: 'other' };
  const hasRest = name.elements.some((element) => ts.isBindingElement(element) && element.dotDotDotToken);
  return hasRest ? { kind: 'collect', node } : { kind: 'take', node, count: name.elements.length };
}

function assigned(target: ts.Expression, node: ts.Expression): IterationPlace {
  if (ts.isIdentifier(target)) return { kind: 'variable', name: target };
  if (!ts.isArrayLiteralExpression(target)) return { kind: 'other' };
  const { elements } = target;
  if (elements.some((element) => ts.isSpreadElement(element))) return { kind: 'collect', node };
  const plain = elements.every((element) => ts.isIdentifier(element) || ts.isOmittedExpression(element));
  return plain ? { kind: 'take', node, count: elements.length } : { kind: 'other' };
}

function method(access: ts.PropertyAccessExpression): IterationPlace {
  const call = access.parent;
  const steps = ['next', 'return', 'throw'].includes(access.name.text);
  return steps && ts.isCallExpression(call) && call.expression === access
    ? { kind: 'step', node: call }
    : { kind: 'other' };
}

function askedForIterator(node: ts.Expression, access: ts.ElementAccessExpression): IterationPlace {
  const { argumentExpression: key, parent: call } = access;
  if (
    access.expression !== node ||
    key.getText() !== 'Symbol.iterator' ||
    !ts.isPropertyAccessExpression(key)
  )
    return { kind: 'other' };
  return ts.isCallExpression(call) && call.expression === access
    ? { kind: 'iterator', node: call, symbol: key.name }
    : { kind: 'other' };
}

function argument(
  node: ts.Expression,
  call: ts.CallExpression | ts.NewExpression,
  ask: Questions,
): IterationPlace {
  const index = call.arguments?.indexOf(node) ?? -1;
  if (call.expression.getText() === 'Array.from' && index === 0) {
    const [, map, ...others] = call.arguments ?? [];
    if (others.length > 0) return { kind: 'other' };
    return { kind: 'collect', node: call, ...(map && { map }) };
  }
  const expected = ask.expectedType(node);
  const parts = expected?.isUnion() ? expected.types : expected ? [expected] : [];
  const takesBoth = parts.some((part) =>
    ask.checker
      .getPropertiesOfType(part)
      .some(({ escapedName }) => String(escapedName).startsWith('__@asyncIterator@')),
  );
  if (takesBoth) return { kind: 'nothing' };
  return { kind: 'argument', call, index };
}
