import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Questions } from './questions.js';

/** What comes to stand in a variable, parameter or property of type `any`: something typed, or another such place. */
interface UntypedStore {
  to: ts.Symbol;
  from: ts.Type | ts.Symbol;
}

/** A call of what stands in such a place, or of a member of it. */
interface UntypedCall {
  node: ts.CallExpression;
  on: ts.Symbol;
  member: string | undefined;
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
    for (const target of targets) scanArguments(node, target, facts, ask);
  } else if (ts.isNewExpression(node)) {
    const made = ask.checker.getResolvedSignature(node)?.declaration as ts.Node | undefined;
    if (made && ts.isFunctionLike(made)) scanArguments(node, made, facts, ask);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    store(node.left, node.right, facts, ask);
  } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
    store(node.name, node.initializer, facts, ask);
  }
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

function scanArguments(
  call: ts.CallExpression | ts.NewExpression,
  target: ts.SignatureDeclaration,
  facts: UntypedFacts,
  ask: Questions,
): void {
  if (ts.isJSDocFunctionType(target)) return; // its parameters have no names that anything could be stored under
  for (const [index, argument] of (call.arguments ?? []).entries()) {
    const parameter = target.parameters[index];
    if (!parameter || parameter.dotDotDotToken || !mayBeUntyped(parameter)) continue;
    store(parameter.name, argument, facts, ask);
  }
}

/** Whether a parameter's declaration leaves its type open. */
function mayBeUntyped(parameter: ts.ParameterDeclaration): boolean {
  if (!ts.isIdentifier(parameter.name) || parameter.getSourceFile().isDeclarationFile) return false;
  const type = parameter.type ?? ts.getJSDocType(parameter);
  return type ? type.kind === ts.SyntaxKind.AnyKeyword : true;
}

function store(to: ts.Node, value: ts.Expression, { stores }: UntypedFacts, ask: Questions): void {
  if (!ts.isIdentifier(to) && !ts.isPropertyAccessExpression(to)) return;
  const place = placeOf(to, ask);
  if (!place) return;
  const type = ask.type(value);
  const from = isAny(type) ? placeOf(value, ask) : ask.checker.getNonNullableType(type);
  if (!from) return;
  const canBeCalled = isSymbol(from) || (from.flags & ts.TypeFlags.Object) !== 0;
  if (canBeCalled && from !== place) stores.push({ to: place, from });
}

/** The variable, parameter or property that an untyped expression stands for. */
function placeOf(node: ts.Node, ask: Questions): ts.Symbol | undefined {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  if (!isAny(ask.type(node))) return undefined;
  const symbol = ask.symbol(ts.isIdentifier(node) ? node : node.name);
  return symbol?.declarations?.length ? symbol : undefined;
}

function isAny(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Any) !== 0;
}

/** A call of an untyped value, with a callable that it can reach. */
export interface UntypedTarget {
  node: ts.CallExpression;
  target: Callable;
}

/** Follows values through places of type `any`, over the files read so far. */
export class UntypedValues {
  readonly #ask: Questions;
  readonly #types = new Map<ts.Symbol, Set<ts.Type>>();
  readonly #followers = new Map<ts.Symbol, Set<ts.Symbol>>();
  readonly #calls = new Map<ts.Symbol, UntypedCall[]>();

  constructor(ask: Questions) {
    this.#ask = ask;
  }

  /** Takes in a file's facts. @returns calls whose targets are known by them, and were not before */
  add({ stores, calls }: UntypedFacts): UntypedTarget[] {
    const found: UntypedTarget[] = [];
    for (const call of calls) {
      this.#calls.set(call.on, [...(this.#calls.get(call.on) ?? []), call]);
      for (const type of this.#types.get(call.on) ?? []) found.push(...this.#reached(call, type));
    }
    for (const { to, from } of stores) {
      if (!isSymbol(from)) {
        this.#put(to, from, found);
        continue;
      }
      this.#followers.set(from, (this.#followers.get(from) ?? new Set()).add(to));
      for (const type of this.#types.get(from) ?? []) this.#put(to, type, found);
    }
    return found;
  }

  #put(place: ts.Symbol, type: ts.Type, found: UntypedTarget[]): void {
    const types = this.#types.get(place) ?? new Set();
    if (types.has(type)) return;
    this.#types.set(place, types.add(type));
    for (const call of this.#calls.get(place) ?? []) found.push(...this.#reached(call, type));
    for (const follower of this.#followers.get(place) ?? []) this.#put(follower, type, found);
  }

  #reached({ node, member }: UntypedCall, type: ts.Type): UntypedTarget[] {
    const ask = this.#ask;
    const targets = member === undefined ? ask.callables(type) : ask.member(type, member)?.callables;
    return (targets ?? []).map((target) => ({ node, target }));
  }
}

/** The files in which the places that values come to stand in are declared. */
export function filesOfPlaces({ stores }: UntypedFacts): ts.SourceFile[] {
  return stores.flatMap(({ to }) =>
    (to.declarations ?? []).map((declaration) => declaration.getSourceFile()),
  );
}

function isSymbol(from: ts.Type | ts.Symbol): from is ts.Symbol {
  return 'escapedName' in from;
}
