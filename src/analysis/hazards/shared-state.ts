import { ts } from '../../compiler/typescript.js';
import type { Questions } from '../questions.js';

/** What a function does with state that outlives its call: a module's variable, a closure's, a field. */
export interface StateAccess {
  /** The variable or property. */
  state: ts.Symbol;
  /** `update`: a write that reads what it replaces in the same breath (`x += 1`, `x = x + 1`). */
  kind: 'read' | 'write' | 'update';
  node: ts.Node;
  /** Whether the state belongs to `this`, and so to another object where another object is called. */
  ofThis: boolean;
}

/** Methods of the language's collections that change them. */
const CHANGES = new Set(
  'set add delete clear push pop shift unshift splice sort reverse fill copyWithin'.split(' '),
);
const COLLECTION = /^(?:Readonly|Weak)?(?:Array|Map|Set)$/;

/**
 * Says what a node does with shared state, its children seen to.
 * @param fn the function that is looked at: its own variables are not shared
 * @param awaits whether something is awaited within a node
 */
export function stateAccess(
  node: ts.Node,
  fn: ts.Node,
  ask: Questions,
  awaits: (node: ts.Node) => boolean,
): StateAccess | undefined {
  if (ts.isCallExpression(node)) return collectionCall(node, fn, ask);
  const write = writeBy(node);
  if (write) {
    const held = sharedState(write.target, fn, ask);
    if (!held) return undefined;
    const atOnce = write.replaces || (write.value !== undefined && mentions(write.value, held.state, ask));
    return { ...held, kind: atOnce && !(write.value && awaits(write.value)) ? 'update' : 'write', node };
  }
  if (!isPlace(node) || (ts.isIdentifier(node) && !isReference(node))) return undefined;
  const whole = withParentheses(node);
  const around = writeBy(whole.parent);
  if (around?.target === whole && !(around.replaces && around.value && awaits(around.value)))
    return undefined;
  if (isChangingReceiver(node, ask) || leadsToWrite(whole)) return undefined;
  const held = sharedState(node, fn, ask);
  if (!held || isPartOfUpdate(node, held.state, ask, awaits)) return undefined;
  return { ...held, kind: 'read', node };
}

/** `cache.set(key, value)`: the collection is changed. Calls that only look are reads of the collection's name. */
function collectionCall(call: ts.CallExpression, fn: ts.Node, ask: Questions): StateAccess | undefined {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !CHANGES.has(callee.name.text)) return undefined;
  if (!isCollection(callee.expression, ask)) return undefined;
  const held = sharedState(callee.expression, fn, ask);
  return held && { ...held, kind: 'write', node: call };
}

/** Whether a name is the beginning of what is written to: `stock` in `stock[name] = 1`. */
function leadsToWrite(node: ts.Expression): boolean {
  const { parent } = node;
  const isHolder =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
    parent.expression === node;
  if (!isHolder) return false;
  const whole = withParentheses(parent);
  return writeBy(whole.parent)?.target === whole || leadsToWrite(whole);
}

function isChangingReceiver(node: ts.Expression, ask: Questions): boolean {
  const { parent } = node;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    CHANGES.has(parent.name.text) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent &&
    isCollection(node, ask)
  );
}

function isCollection(node: ts.Expression, ask: Questions): boolean {
  const symbol = ask.checker.getNonNullableType(ask.type(node)).getSymbol();
  return symbol !== undefined && COLLECTION.test(symbol.name);
}

/** The state an expression stands for, if it is shared: `count`, `this.count`, `state.count`, `this.stock[id]`. */
function sharedState(
  node: ts.Expression,
  fn: ts.Node,
  ask: Questions,
): Pick<StateAccess, 'state' | 'ofThis'> | undefined {
  const bare = withoutParentheses(node);
  if (ts.isElementAccessExpression(bare)) {
    const key = bare.argumentExpression;
    const named = ts.isStringLiteralLike(key) ? ask.localSymbol(key) : undefined;
    const holder = sharedState(bare.expression, fn, ask);
    return holder && { ...holder, state: named ?? holder.state };
  }
  if (ts.isPropertyAccessExpression(bare)) {
    const root = rootOf(bare);
    const ofThis = root.kind === ts.SyntaxKind.ThisKeyword;
    if (!ofThis && !(ts.isIdentifier(root) && isShared(root, fn, ask))) return undefined;
    const state = ask.localSymbol(bare.name);
    return state && isData(state) ? { state, ofThis } : undefined;
  }
  if (!ts.isIdentifier(bare) || !isShared(bare, fn, ask)) return undefined;
  const state = ask.symbol(bare);
  return state && isData(state) ? { state, ofThis: false } : undefined;
}

function rootOf(node: ts.Expression): ts.Expression {
  const bare = withoutParentheses(node);
  return ts.isPropertyAccessExpression(bare) || ts.isElementAccessExpression(bare)
    ? rootOf(bare.expression)
    : bare;
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    ? withoutParentheses(node.expression)
    : node;
}

function withParentheses(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAsExpression(parent)
    ? withParentheses(parent)
    : node;
}

/** Whether a name is declared outside the function, as a variable, a class, or something imported. */
function isShared(name: ts.Identifier, fn: ts.Node, ask: Questions): boolean {
  const declaration = ask.symbol(name)?.valueDeclaration;
  if (!declaration) return false;
  const outside = declaration.getSourceFile() !== fn.getSourceFile() || !isWithin(declaration, fn);
  return outside && !declaration.getSourceFile().isDeclarationFile;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** Whether a symbol can hold something: methods, functions and classes do not change. */
function isData(symbol: ts.Symbol): boolean {
  return (symbol.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Property)) !== 0;
}

/** Whether an identifier stands for a value, not for the name of something. */
function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === name;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    return parent.initializer === name;
  return !ts.isDeclarationStatement(parent) && !ts.isLabeledStatement(parent);
}

interface Write {
  target: ts.Expression;
  /** What is written, if an expression says so. */
  value?: ts.Expression;
  /** Whether what is replaced is read first: `+=`, `??=`, `++`. */
  replaces: boolean;
}

/** An assignment, `++`, `--` or `delete`. */
function writeBy(node: ts.Node): Write | undefined {
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    if (operator < ts.SyntaxKind.FirstAssignment || operator > ts.SyntaxKind.LastAssignment) return undefined;
    return { target: node.left, value: node.right, replaces: operator !== ts.SyntaxKind.EqualsToken };
  }
  if (ts.isDeleteExpression(node)) return { target: node.expression, replaces: false };
  const counts =
    ts.isPostfixUnaryExpression(node) ||
    (ts.isPrefixUnaryExpression(node) &&
      (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken));
  return counts ? { target: node.operand, replaces: true } : undefined;
}

/** Whether a read is of what the assignment around it replaces, at once. */
function isPartOfUpdate(
  node: ts.Node,
  state: ts.Symbol,
  ask: Questions,
  awaits: (node: ts.Node) => boolean,
): boolean {
  for (let at = node; ts.isExpression(at); at = at.parent) {
    const write = writeBy(at.parent);
    if (write?.value !== at) continue;
    const bare = withoutParentheses(write.target);
    const name = ts.isPropertyAccessExpression(bare) ? bare.name : bare;
    if (!awaits(at) && ask.localSymbol(name) === state) return true;
  }
  return false;
}

function isPlace(
  node: ts.Node,
): node is ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function mentions(node: ts.Node, state: ts.Symbol, ask: Questions): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isIdentifier(node) && node.text === state.name && ask.symbol(node) === state) return true;
  return ts.forEachChild(node, (child) => mentions(child, state, ask) || undefined) ?? false;
}
