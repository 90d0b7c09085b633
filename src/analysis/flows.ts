import { ts } from '../compiler/typescript.js';
import { boundFunction } from './bound-functions.js';
import { declarationsOf, type Callable } from './callables.js';
import { expectedTypes } from './expected-types.js';
import { constituents, type Questions } from './questions.js';
import type { FlowFact } from './scan.js';
import { wrappedBy } from './wrapped.js';

/** Whose a callable is. */
export interface Ownership {
  /** Whether a node belongs to a library or to the language. */
  isExternal: (node: ts.Node) => boolean;
  /** Whether a callable is one of a profile's. */
  isSeed: (callable: Callable) => boolean;
}

export type Relate = (source: ts.Type, target: ts.Type, at: ts.Node) => void;

/** Reads the flows of one file: where values of one type come to stand for another. */
export class FlowReader {
  readonly found: FlowFact[] = [];
  readonly #ask: Questions;
  readonly #whose: Ownership;
  readonly #related = new Map<ts.Type, Set<ts.Type>>();
  readonly #called = new Map<Callable, Set<Callable>>();
  readonly #carriers = new Map<ts.Type, boolean>();

  constructor(ask: Questions, whose: Ownership) {
    this.#ask = ask;
    this.#whose = whose;
  }

  /**
   * Reads where a value flows that stands where a type may be expected. What is expected is asked only of a value that
   * carries callables that can turn async, or that a library may have made of some.
   */
  read(node: ts.Expression): void {
    const type = this.#ask.type(boundFunction(node, this.#ask.checker) ?? node);
    if (!this.#carries(type) && !this.#isCalled(type)) return;
    for (const expected of expectedTypes(node, this.#ask)) {
      this.relate(type, expected, node);
      this.#relateWrapped(node, expected);
    }
  }

  #relateWrapped(node: ts.Expression, expected: ts.Type): void {
    const { isExternal } = this.#whose;
    const taking = this.#ask.callables(expected);
    const wrapped = taking.length > 0 ? wrappedBy(node, this.#ask, isExternal) : [];
    for (const from of wrapped) {
      for (const to of taking)
        this.found.push({ from, to, among: taking, external: isExternal(to), at: node });
    }
  }

  /** The flows of a function that {@link takenByLibrary} put off. */
  of(node: ts.Expression): readonly FlowFact[] {
    const before = this.found.length;
    this.read(node);
    return this.found.slice(before);
  }

  /** Records that values of one type come to stand for another: its own signatures, and its members' signatures. */
  readonly relate: Relate = (source, target, at) => {
    if (source === target) return;
    this.connect(this.#ask.callables(source), this.#ask.callables(target), at);
    for (const part of constituents(target)) {
      if (part.flags & ts.TypeFlags.Object) {
        for (const own of constituents(source)) if (own !== part) this.#relateMembers(own, part, at);
      }
    }
  };

  #relateMembers(source: ts.Type, target: ts.Type, at: ts.Node): void {
    const known = this.#related.get(target) ?? new Set();
    if (known.has(source)) return;
    this.#related.set(target, known.add(source));
    const { checker } = this.#ask;
    for (const property of checker.getPropertiesOfType(target)) {
      const own = memberLike(property, source, checker);
      if (!own || own === property || (this.#declaredOutside(own) && this.#declaredOutside(property)))
        continue;
      const from = this.#ask.callables(checker.getTypeOfSymbol(own));
      if (from.length > 0) this.connect(from, this.#ask.callables(checker.getTypeOfSymbol(property)), at);
    }
  }

  /** Records that callables come to stand for others. */
  connect(from: readonly Callable[], among: readonly Callable[], at: ts.Node): void {
    for (const source of from) {
      if (!this.#canTurnAsync(source)) continue;
      for (const to of among) {
        const external = this.#whose.isExternal(to);
        if (source === to) continue;
        this.found.push({ from: source, to, among, external, at });
        if (!external) this.#relateParameters(source, to, at);
      }
    }
  }

  /** What a callable is called with through another that it stands for comes to its own parameters. */
  #relateParameters(callable: Callable, through: Callable, at: ts.Node): void {
    const known = this.#called.get(callable) ?? new Set();
    if (known.has(through)) return;
    this.#called.set(callable, known.add(through));
    callable.parameters.forEach((own, i) => {
      const other = through.parameters[i];
      // A parameter without a type of its own has the other's.
      if (!own.type || !other || own.dotDotDotToken || other.dotDotDotToken) return;
      const given = this.#ask.type(other);
      if (this.#ask.callables(given).length > 0) this.relate(given, this.#ask.type(own), at);
    });
  }

  /** Whether values of a type are, or hold as members, callables that can turn async: a flow of any other says nothing. */
  #carries(type: ts.Type): boolean {
    const known = this.#carriers.get(type);
    if (known !== undefined) return known;
    const { checker } = this.#ask;
    const found =
      this.#ask.callables(type).some((callable) => this.#canTurnAsync(callable)) ||
      constituents(type).some((part) =>
        checker
          .getPropertiesOfType(part)
          .some((member) =>
            this.#ask
              .callables(checker.getTypeOfSymbol(member))
              .some((callable) => this.#canTurnAsync(callable)),
          ),
      );
    this.#carriers.set(type, found);
    return found;
  }

  #isCalled(type: ts.Type): boolean {
    return (type.flags & ts.TypeFlags.Any) !== 0 || this.#ask.callables(type).length > 0;
  }

  #canTurnAsync(callable: Callable): boolean {
    return !this.#whose.isExternal(callable) || this.#whose.isSeed(callable);
  }

  #declaredOutside(symbol: ts.Symbol): boolean {
    const declaration = symbol.declarations?.[0];
    return declaration === undefined || this.#whose.isExternal(declaration);
  }
}

/** A type's member by the name of another type's. The checker does not look up `[Symbol.iterator]` by its inner name. */
function memberLike(property: ts.Symbol, type: ts.Type, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (!String(property.escapedName).startsWith('__@iterator@'))
    return checker.getPropertyOfType(type, property.name);
  return checker.getPropertiesOfType(type).find(({ escapedName }) => escapedName === property.escapedName);
}

/**
 * Whether a function is an argument of a library's function that declares it as a function type of its own: then it
 * flows to the library and nowhere else, and where exactly need not be known while the function stays as it is.
 */
export function takenByLibrary(
  node: ts.Expression,
  ask: Questions,
  { isExternal, isSeed }: Ownership,
): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.arguments.some(ts.isSpreadElement)) return false;
  const callables = ask.callables(ask.type(call.expression));
  const at = call.arguments.indexOf(node);
  return (
    callables.length > 0 &&
    callables.every((callable) => {
      if (!isExternal(callable) || isSeed(callable)) return false;
      return declarationsOf(callable).every((declaration) => {
        const parameter = declaration.parameters[at];
        return parameter?.type && !parameter.dotDotDotToken && isFunctionTypeNode(parameter.type);
      });
    })
  );
}

/** Whether a type is written as a function type, or as a union of one with null or undefined. */
function isFunctionTypeNode(type: ts.TypeNode): boolean {
  if (ts.isParenthesizedTypeNode(type)) return isFunctionTypeNode(type.type);
  if (!ts.isUnionTypeNode(type)) return ts.isFunctionTypeNode(type);
  return type.types.every(
    (part) =>
      isFunctionTypeNode(part) ||
      part.kind === ts.SyntaxKind.UndefinedKeyword ||
      (ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword),
  );
}
