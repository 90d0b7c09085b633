import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import { expectedTypes } from './expected-types.js';
import { constituents, type Questions } from './questions.js';
import { scanArguments, scanCall } from './untyped-calls.js';
import { scanElements } from './untyped-elements.js';
import type { UntypedFacts } from './untyped-facts.js';
import { giveKept, keep, keepArguments } from './untyped-kept.js';
import {
  beforeCasts,
  holderOf,
  isAny,
  isCast,
  isGlobalObject,
  isObject,
  isSymbol,
  isVague,
  placeOf,
  type Place,
} from './untyped-places.js';
import { readMember, readPart, takeApart, unpack } from './untyped-reads.js';
import { isTypedValue, store, storeAdded, storeIn, storeLoaded, storeMembers } from './untyped-stores.js';

/** Reads what a node says about untyped values into the facts. */
export function scanUntyped(
  node: ts.Node,
  targets: readonly Callable[],
  facts: UntypedFacts,
  ask: Questions,
): void {
  scanElements(node, facts, ask);
  if (ts.isCallExpression(node)) {
    storeAdded(node, facts, ask);
    storeLoaded(node, facts, ask);
    if (targets.length === 0) scanCall(node, facts, ask);
    else if (isAny(ask.type(node))) {
      for (const place of targets) facts.stores.push({ to: node, from: { place } });
    }
    if (!targets.some(hasBody)) {
      keepArguments(node, facts, ask);
      giveKept(node, facts, ask);
    }
    for (const target of targets) scanArguments(node, target, facts, ask);
  } else if (isCast(node)) {
    if (isAny(ask.type(node))) store(node, beforeCasts(node), facts, ask);
  } else if (ts.isNewExpression(node)) {
    const made = ask.checker.getResolvedSignature(node)?.declaration as ts.Node | undefined;
    if (!made || !ts.isFunctionLike(made)) return;
    scanArguments(node, made, facts, ask);
    if (isAny(ask.type(node))) facts.stores.push({ to: node, from: { place: made } });
  } else if (ts.isBinaryExpression(node) && givesItsValue.has(node.operatorToken.kind)) {
    if (ts.isPropertyAccessExpression(node.left) && isGlobalObject(ask.type(node.left.expression)))
      facts.globals.push(node.left.name.text);
    if (ts.isPropertyAccessExpression(node.left) && isAny(ask.type(node.left.expression)))
      keep(node.left.name.text, node.right, facts, ask);
    if (ts.isObjectLiteralExpression(node.left)) takeApart(node.left, node.right, facts, ask);
    else storeIn(node.left, node.right, facts, ask);
  } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
    if (!isTypedByText(node)) storeIn(node.name, node.initializer, facts, ask);
  } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    unpack(node.name, node.initializer, facts, ask);
  } else if (ts.isBindingElement(node)) {
    readPart(node, facts, ask);
    if (node.initializer && ts.isIdentifier(node.name)) storeIn(node.name, node.initializer, facts, ask);
  } else if (ts.isPropertyAssignment(node)) {
    if (!isTypedValue(node.initializer) || ts.getJSDocType(node))
      storeIn(node.name, node.initializer, facts, ask);
  } else if (ts.isReturnStatement(node) && node.expression) {
    const fn = ts.findAncestor(node, ts.isFunctionLike);
    if (fn) returned(fn, node.expression, facts, ask);
  } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    returned(node, node.body, facts, ask);
  } else if (ts.isElementAccessExpression(node) && placeOf(node, ask) === node) {
    storeMembers(node, node, facts, ask);
  } else if (ts.isPropertyAccessExpression(node) && placeOf(node, ask) === node) {
    readMember(node, node.expression, node.name.text, node, facts, ask);
  }
}

/** Reads where a value of which nothing is known comes to stand as something of a type. */
export function scanArrival(node: ts.Expression, { arrivals }: UntypedFacts, ask: Questions): void {
  const type = ask.type(node);
  if (!isAny(type) && !isVague(type)) return;
  const on = holderOf(node, ask);
  if (!on || isOfLibrary(on)) return;
  for (const expected of expectedTypes(node, ask))
    if (constituents(expected).some(isObject)) arrivals.push({ on, expected, at: node });
}

/** Whether a variable's text alone says that its type is known: the checker need not work it out. */
function isTypedByText(variable: ts.VariableDeclaration): boolean {
  const { type, initializer, parent } = variable;
  if (type) return typeWords.has(type.kind);
  const isConstant = ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && initializer !== undefined && isTypedValue(initializer) && !ts.getJSDocType(variable);
}

/** Whether a place is a library's own, such as `value` of every property descriptor: what stands there says nothing. */
function isOfLibrary(place: Place): boolean {
  const declarations = isSymbol(place) ? (place.declarations ?? []) : [];
  return declarations.some((declaration) => declaration.getSourceFile().isDeclarationFile);
}

/** `a = b`, `a ??= b` */
const givesItsValue: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

const typeWords: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.ArrayType,
  ts.SyntaxKind.FunctionType,
]);

/** A function gives back a value of which nothing is known by itself. */
function returned(
  fn: ts.SignatureDeclaration,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (!isTypedValue(value) && isAny(ask.type(value))) store(fn, value, facts, ask);
}
