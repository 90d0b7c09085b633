import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import { withoutParentheses } from './module-loads.js';
import type { Questions } from './questions.js';

/**
 * Where a value that the checker knows nothing of stands: a variable, parameter or property (its symbol), what a call or a
 * read of an unknown member gives (the expression), or what a function returns (its declaration).
 */
export type Place = ts.Symbol | ts.Node;

/** How many types a place is followed with. */
export const most = 32;

/** What comes to stand in a place: something typed, or what stands in another place. */
interface UntypedStore {
  to: Place;
  from: { type: ts.Type } | { place: Place };
}

/** A call of what stands in a place, or of a member of it. Its result stands in the call. */
export interface UntypedCall {
  node: ts.CallExpression;
  on: Place;
  member: string | undefined;
}

/** A read of a member of what stands in a place, and where the member comes to stand. */
export interface UntypedRead {
  to: Place;
  name: string;
  on: Place;
}

/** A function that is handed to a call of which nothing is known. */
export interface UntypedHandover {
  call: ts.CallExpression;
  from: Callable;
  at: ts.Expression;
}

/** What one file does with values that the checker knows nothing of: JavaScript without types, and `any`. */
export interface UntypedFacts {
  stores: UntypedStore[];
  calls: UntypedCall[];
  reads: UntypedRead[];
  handovers: UntypedHandover[];
}

/** Reads what a node says about untyped values into the facts. */
export function scanUntyped(
  node: ts.Node,
  targets: readonly Callable[],
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (ts.isCallExpression(node)) {
    if (targets.length === 0) scanCall(node, facts, ask);
    else if (targets.some(hasBody) && isAny(ask.type(node))) {
      for (const place of targets) facts.stores.push({ to: node, from: { place } });
    }
    for (const target of targets) scanArguments(node, target, facts, ask);
  } else if (ts.isNewExpression(node)) {
    const made = ask.checker.getResolvedSignature(node)?.declaration as ts.Node | undefined;
    if (made && ts.isFunctionLike(made)) scanArguments(node, made, facts, ask);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    storeIn(node.left, node.right, facts, ask);
  } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
    if (!isTypedByText(node)) storeIn(node.name, node.initializer, facts, ask);
  } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    unpack(node.name, node.initializer, facts, ask);
  } else if (ts.isBindingElement(node) && node.initializer && ts.isIdentifier(node.name)) {
    storeIn(node.name, node.initializer, facts, ask);
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
    const on = placeOf(node.expression, ask);
    if (on) facts.reads.push({ to: node, name: node.name.text, on });
  }
}

/** Whether a variable's text alone says that its type is known: the checker need not work it out. */
function isTypedByText(variable: ts.VariableDeclaration): boolean {
  const { type, initializer, parent } = variable;
  if (type) return typeWords.has(type.kind);
  const isConstant = ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && initializer !== undefined && isTypedValue(initializer) && !ts.getJSDocType(variable);
}

const typeWords: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.ArrayType,
  ts.SyntaxKind.FunctionType,
]);

/** Whether a value is of a type that is known, whatever it is made of. */
function isTypedValue(value: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(value) ||
    ts.isTemplateExpression(value) ||
    ts.isArrowFunction(value) ||
    ts.isFunctionExpression(value) ||
    ts.isObjectLiteralExpression(value) ||
    ts.isArrayLiteralExpression(value) ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword
  );
}

/** `const { find } = repo` reads a member. */
function unpack(
  { elements }: ts.ObjectBindingPattern,
  value: ts.Expression,
  { reads }: UntypedFacts,
  ask: Questions,
): void {
  const on = placeOf(value, ask);
  if (!on) return;
  for (const { name, propertyName = name } of elements) {
    const to = ts.isIdentifier(name) && isAny(ask.type(name)) ? ask.symbol(name) : undefined;
    if (to && ts.isIdentifier(propertyName)) reads.push({ to, name: propertyName.text, on });
  }
}

/** A function gives back a value of which nothing is known by itself. */
function returned(
  fn: ts.SignatureDeclaration,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (!isTypedValue(value) && isAny(ask.type(value))) store(fn, value, facts, ask);
}

function scanCall(node: ts.CallExpression, { calls, handovers }: UntypedFacts, ask: Questions): void {
  const callee = node.expression;
  if (!isAny(ask.type(callee))) return;
  for (const at of node.arguments) {
    for (const from of ask.callables(ask.type(at))) handovers.push({ call: node, from, at });
  }
  const on = placeOf(callee, ask);
  if (on) calls.push({ node, on, member: undefined });
  if (!ts.isPropertyAccessExpression(callee)) return;
  const holder = placeOf(callee.expression, ask);
  if (holder) calls.push({ node, on: holder, member: callee.name.text });
}

export function scanArguments(
  call: ts.CallExpression | ts.NewExpression,
  target: ts.SignatureDeclaration,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (ts.isJSDocFunctionType(target)) return; // its parameters have no names that anything could be stored under
  for (const [index, argument] of (call.arguments ?? []).entries()) {
    const parameter = target.parameters[index];
    if (!parameter || parameter.dotDotDotToken || !mayBeUntyped(parameter)) continue;
    if (ts.isObjectBindingPattern(parameter.name)) storeParts(parameter.name, argument, facts, ask);
    else storeIn(parameter.name, argument, facts, ask);
  }
}

/** What a pattern that a value is handed to takes out of it: `({ users }) => …`. */
function storeParts(
  pattern: ts.ObjectBindingPattern,
  value: ts.Expression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  const type = ask.type(value);
  if (isAny(type)) {
    unpack(pattern, value, facts, ask);
    return;
  }
  for (const { name, propertyName = name } of pattern.elements) {
    if (!ts.isIdentifier(name) || !ts.isIdentifier(propertyName) || !isAny(ask.type(name))) continue;
    const to = ask.symbol(name);
    const part = ask.checker.getPropertyOfType(ask.checker.getApparentType(type), propertyName.text);
    if (to && part) storePart(to, part, facts, ask);
  }
}

/** What stands in a property comes to stand in a place too. */
function storePart(to: Place, part: ts.Symbol, { stores }: UntypedFacts, ask: Questions): void {
  const type = ask.checker.getNonNullableType(ask.checker.getTypeOfSymbol(part));
  if (isObject(type)) stores.push({ to, from: { type } });
  if (isAny(type) && part.declarations?.length)
    stores.push({ to, from: { place: placeOfSymbol(part, ask) } });
}

/** Whether a parameter's declaration leaves its type open. */
function mayBeUntyped(parameter: ts.ParameterDeclaration): boolean {
  if (ts.isArrayBindingPattern(parameter.name) || parameter.getSourceFile().isDeclarationFile) return false;
  const type = parameter.type ?? ts.getJSDocType(parameter);
  return type ? type.kind === ts.SyntaxKind.AnyKeyword : true;
}

function storeIn(to: ts.Node, value: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  if (!ts.isIdentifier(to) && !ts.isPropertyAccessExpression(to)) return;
  const place = variableOf(to, ask) ?? placeOf(to, ask);
  if (place) store(place, value, facts, ask);
}

function store(to: Place, given: ts.Expression, facts: UntypedFacts, ask: Questions): void {
  const { stores } = facts;
  const value = withoutParentheses(given);
  const type = ask.type(value);
  if (isAny(type)) {
    for (const choice of choicesOf(value)) store(to, choice, facts, ask);
    const place = placeOf(value, ask);
    if (place && place !== to) stores.push({ to, from: { place } });
    return;
  }
  const plain = ask.checker.getNonNullableType(type);
  if (isObject(plain)) stores.push({ to, from: { type: plain } });
}

/** The variable that is given a value, where it was declared without a type: the checker has what it is given for its type there. */
function variableOf(to: ts.Node, ask: Questions): Place | undefined {
  const symbol = ts.isIdentifier(to) ? ask.symbol(to) : undefined;
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  return isAny(ask.checker.getTypeOfSymbol(symbol)) ? symbol : undefined;
}

/** `handlers[name]`: any member of an object that is known may come to stand in a place. */
function storeMembers(
  to: Place,
  { expression }: ts.ElementAccessExpression,
  facts: UntypedFacts,
  ask: Questions,
): void {
  const { checker } = ask;
  const holder = ask.type(expression);
  if (isAny(holder) || checker.isArrayLikeType(holder)) return;
  const members = checker.getPropertiesOfType(holder);
  for (const member of members.slice(0, most)) storePart(to, member, facts, ask);
}

/** The expressions that one gives the value of: `given ?? make`, `test ? one : other`. */
function choicesOf(value: ts.Expression): readonly ts.Expression[] {
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse];
  if (!ts.isBinaryExpression(value)) return [];
  const { kind } = value.operatorToken;
  const chooses = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  if (chooses) return [value.left, value.right];
  return kind === ts.SyntaxKind.AmpersandAmpersandToken ? [value.right] : [];
}

/** Where the value of an untyped expression stands, as far as it can be told. */
function placeOf(given: ts.Expression, ask: Questions): Place | undefined {
  const node = withoutParentheses(given);
  if (!isPlace(node) || !isAny(ask.type(node))) return undefined;
  if (ts.isCallExpression(node) || ts.isElementAccessExpression(node)) return node;
  const symbol = ask.symbol(ts.isIdentifier(node) ? node : node.name);
  if (symbol?.declarations?.length) return placeOfSymbol(symbol, ask);
  return ts.isIdentifier(node) ? undefined : node;
}

function isPlace(
  node: ts.Expression,
): node is ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node)
  );
}

/** Each look at an object's text makes new symbols of its properties: the place is that of what is written. */
export function placeOfSymbol(symbol: ts.Symbol, ask: Questions): ts.Symbol {
  const declaration = symbol.valueDeclaration;
  const isWritten =
    declaration && (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration));
  return (isWritten && ask.symbol(declaration.name)) || symbol;
}

/** Whether a type says nothing of what has it. `{ store = null }` says `null`, and nobody would write that of a null. */
export function isAny(type: ts.Type): boolean {
  return (type.flags & saysNothing) !== 0;
}
const saysNothing = ts.TypeFlags.Any | ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Never;

/** Whether values of a type have members: objects, and what several of them are put together to. */
export function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

/** The files in which the places that values come to stand in are declared. */
export function filesOfPlaces({ stores }: UntypedFacts): ts.SourceFile[] {
  return stores.flatMap(({ to }) =>
    'escapedName' in to
      ? (to.declarations ?? []).map((declaration) => declaration.getSourceFile())
      : [to.getSourceFile()],
  );
}
