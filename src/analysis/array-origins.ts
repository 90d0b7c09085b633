import { ts } from '../compiler/typescript.js';
import { declarationsOf, hasBody, type Callable } from './callables.js';
import { resultsOf } from './iterated.js';
import type { Questions } from './questions.js';
import { isWriteTarget } from './write-targets.js';

/** What is known of a program's calls, to follow arrays through it. */
export interface CallGraph {
  ask: Questions;
  isExternal: (node: ts.Node) => boolean;
  callsOf: (callable: Callable) => readonly ts.CallLikeExpression[];
  flowsInto: (callable: Callable) => readonly { from: Callable }[];
}

/** Array methods that give an array with the holes of their receiver. */
const keepsHoles = new Set(['map', 'slice', 'concat', 'reverse', 'sort', 'splice', 'copyWithin']);
/** Array methods that give the receiver itself. */
const givesReceiver = new Set(['reverse', 'sort', 'fill', 'copyWithin']);

/** An expression without parentheses and assertions of its type. */
export function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;
}

/**
 * Whether an array may have holes, which `forEach` skips and `for…of` does not: it is followed back to where it was made,
 * through variables, parameters, properties and results. Of an array that is made out of sight nothing is assumed.
 */
export function mayHaveHoles(array: ts.Expression, graph: CallGraph): boolean {
  const { ask } = graph;
  const seen = new Set<ts.Node>();
  const any = (values: readonly (ts.Expression | undefined)[]): boolean =>
    values.some((value) => value !== undefined && visit(value));

  const visit = (node: ts.Expression): boolean => {
    const value = bare(node);
    if (seen.has(value)) return false;
    seen.add(value);
    if (ts.isArrayLiteralExpression(value)) return value.elements.some(ts.isOmittedExpression);
    if (ts.isConditionalExpression(value)) return any([value.whenTrue, value.whenFalse]);
    if (ts.isBinaryExpression(value)) return any([value.left, value.right]);
    if (ts.isNewExpression(value) || ts.isCallExpression(value)) return madeBy(value);
    const symbol = heldBy(value, ask);
    return symbol !== undefined && held(symbol);
  };

  const madeBy = (call: ts.CallExpression | ts.NewExpression): boolean => {
    const callee = call.expression;
    if (ts.isIdentifier(callee) && callee.text === 'Array') {
      const [length, ...others] = call.arguments ?? [];
      return length !== undefined && others.length === 0 && isNumber(length, ask);
    }
    if (!ts.isCallExpression(call)) return false;
    const targets = ask.targets(call);
    if (targets.some(graph.isExternal)) {
      const keeps = ts.isPropertyAccessExpression(callee) && keepsHoles.has(callee.name.text);
      return keeps && any([callee.expression, ...call.arguments.filter((one) => isArray(one, ask))]);
    }
    return targets.flatMap(declarationsOf).some((target) => hasBody(target) && any(resultsOf(target)));
  };

  const held = (symbol: ts.Symbol): boolean =>
    (symbol.declarations ?? []).some((declaration) => {
      if (seen.has(declaration)) return false;
      seen.add(declaration);
      if (ts.isParameter(declaration) && given(declaration)) return true;
      const holds =
        ts.isVariableDeclaration(declaration) ||
        ts.isPropertyDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration) ||
        ts.isParameter(declaration);
      if (!holds || declaration.getSourceFile().isDeclarationFile) return false;
      if (any([declaration.initializer])) return true;
      return usesOf(symbol, declaration, ask).some((use) => leavesHoles(use, any));
    });

  const given = (parameter: ts.ParameterDeclaration): boolean => {
    const fn = parameter.parent;
    const index = fn.parameters.indexOf(parameter);
    return graph.callsOf(declarationsOf(fn)[0] ?? fn).some((call) => {
      const argument = ts.isCallExpression(call) ? call.arguments[index] : undefined;
      return argument !== undefined && visit(argument);
    });
  };
  return visit(array);
}

/** Whether a use of a name leaves holes in the array it stands for, or puts another in its place that may have some. */
function leavesHoles(
  use: ts.Expression,
  any: (values: readonly (ts.Expression | undefined)[]) => boolean,
): boolean {
  const { parent } = use;
  if (ts.isBinaryExpression(parent) && parent.left === use && isWriteTarget(use)) return any([parent.right]);
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use)
    return parent.name.text === 'length' && isWriteTarget(parent);
  if (!ts.isElementAccessExpression(parent) || parent.expression !== use) return false;
  return isWriteTarget(parent) || ts.isDeleteExpression(parent.parent);
}

/** The variable, parameter or property that an expression reads. */
export function heldBy(node: ts.Expression, ask: Questions): ts.Symbol | undefined {
  if (ts.isIdentifier(node)) return ask.symbol(node);
  return ts.isPropertyAccessExpression(node) ? ask.symbol(node.name) : undefined;
}

/** The places in a declaration's file where its name is used, for a property with what it is read of. */
export function usesOf(symbol: ts.Symbol, declaration: ts.Node, ask: Questions): ts.Expression[] {
  const found: ts.Expression[] = [];
  const own = ts.getNameOfDeclaration(declaration as ts.Declaration);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node !== own && node.text === symbol.name && ask.symbol(node) === symbol) {
      const { parent } = node;
      found.push(ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}

/** Whether an array is made where it stands, so that nothing else has hold of it. */
export function isMadeHere(
  array: ts.Expression,
  { ask, isExternal }: Pick<CallGraph, 'ask' | 'isExternal'>,
): boolean {
  const value = bare(array);
  if (ts.isArrayLiteralExpression(value) || ts.isNewExpression(value)) return true;
  if (ts.isBinaryExpression(value))
    return [value.left, value.right].every((one) => isMadeHere(one, { ask, isExternal }));
  if (!ts.isCallExpression(value)) return value.kind === ts.SyntaxKind.NullKeyword || isUndefined(value);
  const targets = ask.targets(value);
  const callee = value.expression;
  const same = ts.isPropertyAccessExpression(callee) && givesReceiver.has(callee.name.text);
  if (same) return isMadeHere(callee.expression, { ask, isExternal });
  // A library could only hand out an array that it was given.
  return (
    targets.length > 0 &&
    targets.every(isExternal) &&
    (isArrayMethod(value, ask) || !value.arguments.some((one) => isArray(one, ask)) || isOfObject(callee))
  );
}

function isUndefined(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined';
}

/** `Object.keys(…)`, `Array.from(…)`: they make what they give. */
function isOfObject(callee: ts.Expression): boolean {
  return /^(?:Object\.(?:keys|values|entries)|Array\.(?:from|of))$/.test(callee.getText());
}

function isArrayMethod(call: ts.CallExpression, ask: Questions): boolean {
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression) && isArray(expression.expression, ask);
}

/** Whether an expression's type is an array's, or one that says nothing. */
export function isArray(node: ts.Expression, ask: Questions): boolean {
  const type = ask.checker.getNonNullableType(ask.type(node));
  return (type.flags & ts.TypeFlags.Any) !== 0 || elementOf(type, ask) !== undefined;
}

/** The type of an array's items. */
export function elementOf(type: ts.Type, { checker }: Questions): ts.Type | undefined {
  const bareType = checker.getNonNullableType(type);
  const parts = bareType.isUnion() ? bareType.types : [bareType];
  const isList = parts.some((part) => checker.isArrayType(part) || checker.isTupleType(part));
  return isList ? checker.getIndexTypeOfType(bareType, ts.IndexKind.Number) : undefined;
}

function isNumber(node: ts.Expression, ask: Questions): boolean {
  return (ask.type(node).flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.Any)) !== 0;
}
