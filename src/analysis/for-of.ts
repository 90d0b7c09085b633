import { ts } from '../compiler/typescript.js';
import { mayChangeArray } from './array-changes.js';
import { mayHaveHoles, type CallGraph } from './array-origins.js';
import type { Questions } from './questions.js';
import { isWriteTarget } from './write-targets.js';

/**
 * Whether `receiver.forEach(callback)` means the same as a `for…of` loop whose body is the callback's: an array without
 * holes that the callback does not change, a callback written in place that takes the item and at most the index, and
 * returns nothing.
 * @returns the statement that becomes the loop
 */
export function loopStatement(call: ts.CallExpression, graph: CallGraph): ts.ExpressionStatement | undefined {
  const { ask } = graph;
  const statement = call.parent;
  const [callback, ...others] = call.arguments;
  if (!ts.isExpressionStatement(statement) || !callback || others.length > 0) return undefined;
  if (!ts.isPropertyAccessExpression(call.expression) || call.questionDotToken) return undefined;
  const receiver = call.expression.expression;
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  if (!hasLoopParameters(callback) || callback.typeParameters || callback.type) return undefined;
  if (ts.isFunctionExpression(callback) && (callback.name || usesThis(callback.body))) return undefined;
  const touched = receiverSymbols(receiver, ask);
  if (!bodyFits(callback, touched, ask) || mayHaveHoles(receiver, graph)) return undefined;
  return mayChangeArray(callback, receiver, graph) ? undefined : statement;
}

function hasLoopParameters(callback: ts.ArrowFunction | ts.FunctionExpression): boolean {
  const { parameters } = callback;
  if (parameters.length === 0 || parameters.length > 2) return false;
  return parameters.every(
    (parameter) => !parameter.initializer && !parameter.dotDotDotToken && !parameter.type,
  );
}

function usesThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(node) && node.text === 'arguments'))
    return true;
  return ts.forEachChild(node, usesThis) ?? false;
}

/** The names a receiver is reached by, other than `this`: for `this.order.lines` the properties, for `users` the variable. */
function receiverSymbols(receiver: ts.Expression, ask: Questions): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  let node = receiver;
  while (ts.isPropertyAccessExpression(node)) {
    const symbol = ask.localSymbol(node.name);
    if (symbol) found.add(symbol);
    node = node.expression;
  }
  const symbol = ts.isIdentifier(node) ? ask.localSymbol(node) : undefined;
  if (symbol && found.size === 0) found.add(symbol);
  return found;
}

function bodyFits(
  callback: ts.ArrowFunction | ts.FunctionExpression,
  touched: ReadonlySet<ts.Symbol>,
  ask: Questions,
): boolean {
  const parameters = new Set(callback.parameters.flatMap((parameter) => boundSymbols(parameter.name, ask)));
  const fits = (node: ts.Node, nested: boolean): boolean => {
    if (ts.isIdentifier(node)) {
      const symbol = ask.localSymbol(node);
      if (symbol && touched.has(symbol)) return false;
      if (symbol && parameters.has(symbol) && isWriteTarget(node)) return false;
    }
    if (
      !nested &&
      ts.isReturnStatement(node) &&
      (node.expression !== undefined || inLoopOrSwitch(node, callback))
    )
      return false;
    if (!nested && ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
      return false;
    const inside = nested || ts.isFunctionLike(node) || ts.isClassLike(node);
    return !ts.forEachChild(node, (child) => !fits(child, inside));
  };
  return fits(callback.body, false);
}

function boundSymbols(name: ts.BindingName, ask: Questions): ts.Symbol[] {
  if (ts.isIdentifier(name)) {
    const symbol = ask.localSymbol(name);
    return symbol ? [symbol] : [];
  }
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundSymbols(element.name, ask) : [],
  );
}

function inLoopOrSwitch(node: ts.Node, within: ts.Node): boolean {
  for (let at = node.parent; at !== within; at = at.parent) {
    if (ts.isIterationStatement(at, false) || ts.isSwitchStatement(at)) return true;
  }
  return false;
}
