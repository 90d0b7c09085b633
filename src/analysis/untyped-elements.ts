import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { UntypedFacts } from './untyped-facts.js';
import { elementsOf, isAny, placeOfSymbol, type Place } from './untyped-places.js';
import { store } from './untyped-stores.js';

/** Methods that put what they are given into a collection. */
const putting = new Set(['add', 'push', 'unshift', 'set']);
/** Methods that give an element. */
const taking = new Set(['get', 'at', 'pop', 'shift', 'find', 'findLast']);
/** Methods that hand elements to a function. */
const handing = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'reduce',
]);
/** Methods that give a collection of the same elements, or a collection that is an element. */
const passing = new Set(['get', 'values', 'entries', 'slice', 'filter', 'concat', 'reverse', 'toReversed']);
/** Functions of the language whose first argument is a collection, and which give its elements. */
const listing = new Set(['Array.from', 'Object.values', 'Object.entries']);

/** Reads what a node puts into a collection of elements of which nothing is known, or takes from one. */
export function scanElements(node: ts.Node, facts: UntypedFacts, ask: Questions): void {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: holder, name } = node.expression;
    const last = node.arguments.at(-1);
    if (putting.has(name.text) && last) put(holder, last, facts, ask);
    if (taking.has(name.text)) take(node, holder, facts, ask);
    if (handing.has(name.text) && last) hand(holder, node.arguments, facts, ask);
  } else if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer)) {
    for (const { name } of node.initializer.declarations) takeBy(name, node.expression, facts, ask);
  } else if (ts.isElementAccessExpression(node)) {
    const { parent } = node;
    const isAssigned =
      ts.isBinaryExpression(parent) &&
      parent.left === node &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isAssigned) putAt(node, parent.right, facts, ask);
    else take(node, node.expression, facts, ask);
  }
}

function put(holder: ts.Expression, value: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  const place = isOpen(ask.type(holder), ask) ? elementsIn(holder, ask) : undefined;
  if (place) store(place, value, facts, ask);
}

function putAt(
  node: ts.ElementAccessExpression,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  const place = isAny(ask.type(node)) ? elementsIn(node.expression, ask) : undefined;
  if (place) store(place, value, facts, ask);
}

function take(node: ts.Expression, holder: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  if (isAny(ask.type(node))) give(node, holder, facts, ask);
}

/** What names a pattern declares are elements, or parts of them. */
function takeBy(name: ts.BindingName, holder: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  if (ts.isIdentifier(name)) {
    const symbol = isAny(ask.type(name)) ? ask.symbol(name) : undefined;
    if (symbol) give(placeOfSymbol(symbol, ask), holder, facts, ask);
  } else if (ts.isArrayBindingPattern(name)) {
    for (const element of name.elements)
      if (ts.isBindingElement(element)) takeBy(element.name, holder, facts, ask);
  }
}

function hand(
  holder: ts.Expression,
  given: readonly ts.Expression[],
  facts: UntypedFacts,
  ask: Questions,
): void {
  for (const callback of given)
    if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))
      for (const { name } of callback.parameters) takeBy(name, holder, facts, ask);
}

function give(to: Place, holder: ts.Expression, { stores }: UntypedFacts, ask: Questions): void {
  const place = elementsIn(holder, ask);
  if (place) stores.push({ to, from: { place } });
}

/** Where the elements of a collection stand: with its name, however deep in it they are. */
function elementsIn(holder: ts.Expression, ask: Questions, seen: readonly ts.Node[] = []): Place | undefined {
  if (
    ts.isParenthesizedExpression(holder) ||
    ts.isNonNullExpression(holder) ||
    ts.isElementAccessExpression(holder)
  )
    return elementsIn(holder.expression, ask, seen);
  if (ts.isBinaryExpression(holder)) return elementsIn(holder.left, ask, seen);
  if (ts.isArrayLiteralExpression(holder)) {
    const [only] = holder.elements;
    return only && ts.isSpreadElement(only) ? elementsIn(only.expression, ask, seen) : undefined;
  }
  if (ts.isCallExpression(holder)) {
    const [first] = holder.arguments;
    if (first && listing.has(holder.expression.getText())) return elementsIn(first, ask, seen);
    const { expression: method } = holder;
    const passes = ts.isPropertyAccessExpression(method) && passing.has(method.name.text);
    return passes ? elementsIn(method.expression, ask, seen) : undefined;
  }
  const name = ts.isPropertyAccessExpression(holder) ? holder.name : holder;
  const symbol = ts.isIdentifier(name) ? ask.symbol(name) : undefined;
  if (!symbol) return undefined;
  return inside(symbol, ask, seen) ?? elementsOf(placeOfSymbol(symbol, ask));
}

/** The place of the collection that a constant is taken from: `const list = handlers.get(event) ?? []`. */
function inside(
  { valueDeclaration }: ts.Symbol,
  ask: Questions,
  seen: readonly ts.Node[],
): Place | undefined {
  const value =
    valueDeclaration && ts.isVariableDeclaration(valueDeclaration) ? valueDeclaration.initializer : undefined;
  const isPart = value && !ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value);
  return isPart && !seen.includes(value) ? elementsIn(value, ask, [...seen, value]) : undefined;
}

/** Whether nothing is known of the elements of a collection of this type. */
function isOpen(type: ts.Type, { checker }: Questions): boolean {
  if (isAny(type)) return true;
  const elements = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (elements) return isAny(elements);
  const isReference = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return isReference && checker.getTypeArguments(type as ts.TypeReference).some(isAny);
}
