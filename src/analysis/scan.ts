import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import { constituents, type Questions } from './questions.js';
import { disposers } from './seeds.js';
import { calledThroughWrapper, wrappedBy } from './wrapped.js';

/** A call, with the callables it can reach. */
export interface CallFact {
  node: ts.CallLikeExpression;
  targets: readonly Callable[];
}

/** A function value that comes to stand where another callable's type is expected: calling the one calls the other. */
export interface FlowFact {
  from: Callable;
  to: Callable;
  /** Whether `to` is a library's. */
  external: boolean;
  /** The expression that is the function value; a whole object when the flow is one of its members. */
  at: ts.Node;
}

/** A `using` declaration, which calls its value's dispose method when the block ends. */
export interface UsingFact {
  list: ts.VariableDeclarationList;
  disposers: readonly Callable[];
}

/** A type that speaks of what a function returns: `ReturnType<typeof f>`. */
export interface ReturnTypeFact {
  node: ts.TypeReferenceNode;
  callables: readonly Callable[];
}

/** What one file says that matters to async propagation. */
export interface FileFacts {
  calls: CallFact[];
  flows: FlowFact[];
  usings: UsingFact[];
  returnTypes: ReturnTypeFact[];
  /** Property reads whose property's name is one of the lazily loaded ones. */
  reads: (ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement)[];
}

/** Whose a callable is. */
export interface Ownership {
  /** Whether a node belongs to a library or to the language. */
  isExternal: (node: ts.Node) => boolean;
  /** Whether a callable is one of a profile's. */
  isSeed: (callable: Callable) => boolean;
}

/**
 * Reads one file once and asks the checker about each place that can matter.
 * @param lazyNames names of properties that may do I/O when read
 */
export function scanFile(
  file: ts.SourceFile,
  ask: Questions,
  whose: Ownership,
  lazyNames: ReadonlySet<string>,
): FileFacts {
  const facts: FileFacts = { calls: [], flows: [], usings: [], returnTypes: [], reads: [] };
  const relate = relater(ask, whose, facts.flows);
  const relateWrapped = (node: ts.Node, expected: ts.Type): void => {
    const taking = ask.callables(expected);
    const wrapped = taking.length > 0 ? wrappedBy(node, ask, whose.isExternal) : [];
    for (const from of wrapped) {
      for (const to of taking) facts.flows.push({ from, to, external: whose.isExternal(to), at: node });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isDecorator(node)) {
      const targets = ask.targets(node);
      const wrapped = calledThroughWrapper(node, targets, ask, whose.isExternal);
      if (targets.length > 0) facts.calls.push({ node, targets: [...targets, ...wrapped] });
    } else if (ts.isVariableDeclarationList(node) && isUsing(node)) {
      const found = node.declarations.flatMap((declaration) => disposers(ask, ask.type(declaration.name)));
      facts.usings.push({ list: node, disposers: found });
    } else if (ts.isClassLike(node) && node.heritageClauses) {
      relateHeritage(node, ask, relate);
    } else if (ts.isInterfaceDeclaration(node) && node.heritageClauses) {
      relateHeritage(node, ask, relate);
    } else if (ts.isTypeReferenceNode(node)) {
      const callables = returnTypeOf(node, ask);
      if (callables.length > 0) facts.returnTypes.push({ node, callables });
    } else if (readsLazily(node, lazyNames)) {
      facts.reads.push(node);
    }
    for (const expected of expectedTypes(node, ask)) {
      relate(ask.type(node), expected, node);
      relateWrapped(node, expected);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return facts;
}

function isUsing(list: ts.VariableDeclarationList): boolean {
  return list.getFirstToken()?.kind === ts.SyntaxKind.UsingKeyword;
}

function readsLazily(
  node: ts.Node,
  names: ReadonlySet<string>,
): node is ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement {
  if (ts.isPropertyAccessExpression(node)) return names.has(node.name.text);
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && names.has(node.argumentExpression.text);
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return false;
  const name = node.propertyName ?? node.name;
  return ts.isIdentifier(name) && names.has(name.text);
}

/** The types that a value of a kind that can carry functions is expected to have where it stands. */
export function expectedTypes(node: ts.Node, ask: Questions): ts.Type[] {
  if (!ts.isExpression(node) || !expectsType(node)) return [];
  return [ask.expectedType(node), parameterConstraint(node, ask)].filter((type) => type !== undefined);
}

/** Whether a value stands where its type meets an expected one, and is of a kind that can carry functions. */
function expectsType(node: ts.Expression): boolean {
  if (!carriesFunctions(node)) return false;
  const parent = node.parent;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node && parent.type !== undefined;
  }
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    return parent.right === node
      ? operator !== ts.SyntaxKind.CommaToken
      : operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken;
  }
  return (
    ts.isReturnStatement(parent) ||
    ts.isYieldExpression(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isJsxExpression(parent) ||
    ts.isSpreadElement(parent)
  );
}

function carriesFunctions(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isClassExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword
  );
}

/**
 * The constraint of the type parameter that an argument's parameter is declared with: inside the callee its calls resolve
 * to the constraint, while the expected type at the call is already the argument's own.
 */
function parameterConstraint(node: ts.Expression, ask: Questions): ts.Type | undefined {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.expression === node) return undefined;
  const parameter = ask.targets(call)[0]?.parameters[call.arguments.indexOf(node)];
  if (!parameter?.type) return undefined;
  const type = ask.type(parameter.type);
  return type.isTypeParameter() ? ask.checker.getBaseConstraintOfType(type) : undefined;
}

type Relate = (source: ts.Type, target: ts.Type, at: ts.Node) => void;

/** Records that values of one type come to stand for another: its own signatures, and its members' signatures. */
function relater(ask: Questions, { isExternal, isSeed }: Ownership, flows: FlowFact[]): Relate {
  const seen = new Map<ts.Type, Set<ts.Type>>();
  const connect = (from: readonly Callable[], to: readonly Callable[], at: ts.Node): void => {
    for (const source of from) {
      if (isExternal(source) && !isSeed(source)) continue;
      for (const target of to) {
        if (source !== target) flows.push({ from: source, to: target, external: isExternal(target), at });
      }
    }
  };
  const declaredOutside = (symbol: ts.Symbol): boolean => {
    const declaration = symbol.declarations?.[0];
    return declaration === undefined || isExternal(declaration);
  };
  const relateMembers: Relate = (source, target, at) => {
    const known = seen.get(target) ?? new Set();
    if (known.has(source)) return;
    seen.set(target, known.add(source));
    for (const property of ask.checker.getPropertiesOfType(target)) {
      const own = ask.checker.getPropertyOfType(source, property.name);
      if (!own || own === property || (declaredOutside(own) && declaredOutside(property))) continue;
      const from = ask.callables(ask.checker.getTypeOfSymbol(own));
      if (from.length > 0) connect(from, ask.callables(ask.checker.getTypeOfSymbol(property)), at);
    }
  };
  return (source, target, at) => {
    if (source === target) return;
    for (const part of constituents(target)) {
      connect(ask.callables(source), ask.callables(part), at);
      if (part.flags & ts.TypeFlags.Object) {
        for (const own of constituents(source)) if (own !== part) relateMembers(own, part, at);
      }
    }
  };
}

function relateHeritage(
  node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration,
  ask: Questions,
  relate: Relate,
): void {
  const own = ask.type(node.name ?? node);
  const instance = ts.isClassLike(node) ? ask.checker.getDeclaredTypeOfSymbol(symbolOf(node, own)) : own;
  for (const clause of node.heritageClauses ?? []) {
    for (const base of clause.types) relate(instance, ask.type(base), base);
  }
}

function symbolOf(node: ts.ClassLikeDeclaration, type: ts.Type): ts.Symbol {
  return (node as { symbol?: ts.Symbol }).symbol ?? type.symbol;
}

/** The callables that `ReturnType<…>` is asked of. */
function returnTypeOf(node: ts.TypeReferenceNode, ask: Questions): Callable[] {
  const [argument] = node.typeArguments ?? [];
  if (!argument || !ts.isIdentifier(node.typeName) || node.typeName.text !== 'ReturnType') return [];
  return ask.callables(ask.type(argument));
}
