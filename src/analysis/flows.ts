import { ts } from '../compiler/typescript.js';
import { boundFunction } from './bound-functions.js';
import { declarationsOf, type Callable } from './callables.js';
import { deepest, type Carriers, type Ownership } from './carriers.js';
import { expectedTypes } from './expected-types.js';
import { constituents, isGeneric, typeArguments, type Questions } from './questions.js';
import type { FlowFact } from './scan.js';
import { isAny, isObject } from './untyped-places.js';
import type { UntypedStore } from './untyped-facts.js';
import type { UntypedMeeting } from './untyped-values.js';
import { wrappedBy } from './wrapped.js';

/** How many instances of one generic type, found deep in others, are related to one type: methods may give ever new ones. */
const mostInstances = 16;

export type Relate = (source: ts.Type, target: ts.Type, at: ts.Node) => void;

/** Reads the flows of one file: where values of one type come to stand for another. */
export class FlowReader {
  readonly found: FlowFact[] = [];
  /** What comes to stand where a type says nothing of it: what functions and classes give. */
  readonly given: UntypedStore[] = [];
  readonly #ask: Questions;
  readonly #whose: Ownership;
  readonly #related = new Map<ts.Type, Set<ts.Type>>();
  readonly #called = new Map<Callable, Set<Callable>>();
  readonly #carriers: Carriers;
  /** Whether values of a type are, or hold, callables that can turn async: a flow of any other says nothing. */
  readonly #carries: (type: ts.Type) => boolean;

  constructor(ask: Questions, whose: Ownership, carriers: Carriers) {
    this.#ask = ask;
    this.#whose = whose;
    this.#carriers = carriers;
    this.#carries = carriers.forOneFile();
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

  /** The flows that there are between two types and were not before, and what comes to stand where no type says so. */
  between({ source, target, at }: UntypedMeeting): { flows: FlowFact[]; stores: UntypedStore[] } {
    if (this.#carries(source)) this.relate(source, target, at);
    return { flows: this.found.splice(0), stores: this.given.splice(0) };
  }

  /**
   * Records that values of one type come to stand for another: its own signatures, its members' signatures, and so on with
   * what those give and hold.
   */
  readonly relate: Relate = (source, target, at) => {
    this.#relate(source, target, at, 0);
  };

  #relate(source: ts.Type, target: ts.Type, at: ts.Node, depth: number): void {
    if (source === target || depth > deepest) return;
    this.connect(this.#ask.callables(source), this.#ask.callables(target), at);
    const expected = constituents(target);
    // What is expected among others comes to stand for itself alone.
    const given = constituents(source).filter((own) => !expected.includes(own));
    for (const part of expected) {
      if ((part.flags & ts.TypeFlags.Object) === 0) continue;
      for (const own of given) this.#relateParts(own, part, at, depth + 1);
    }
  }

  /**
   * Two generic types are related as they are declared, and what they are given among itself: which argument stands for
   * which is not worked out, and methods that give ever other instances of generic types come to an end.
   */
  #relateParts(holder: ts.Type, expected: ts.Type, at: ts.Node, depth: number): void {
    if (!this.#isNew(holder, expected, depth)) return;
    const { checker } = this.#ask;
    for (const inner of typeArguments(expected, checker)) {
      for (const given of typeArguments(holder, checker))
        if (this.#carries(given)) this.#relate(given, inner, at, depth);
    }
    const areGeneric = isGeneric(holder) && isGeneric(expected);
    if (areGeneric && (declared(holder) !== holder || declared(expected) !== expected))
      this.#relateParts(declared(holder), declared(expected), at, depth);
    else this.#relateMembers(holder, expected, at, depth);
  }

  #isNew(holder: ts.Type, expected: ts.Type, depth: number): boolean {
    const known = this.#related.get(expected) ?? new Set();
    if (known.has(holder)) return false;
    const instances = [...known].filter((one) => declared(one) === declared(holder)).length;
    if (depth > 1 && instances >= mostInstances) return false;
    this.#related.set(expected, known.add(holder));
    return true;
  }

  #relateMembers(holder: ts.Type, expected: ts.Type, at: ts.Node, depth: number): void {
    const { checker } = this.#ask;
    this.#relateResults(holder, expected, at, depth);
    for (const property of checker.getPropertiesOfType(expected)) {
      const own = memberLike(property, holder, checker);
      if (!own || own === property || (this.#declaredOutside(own) && this.#declaredOutside(property)))
        continue;
      const [source, target] = [checker.getTypeOfSymbol(own), checker.getTypeOfSymbol(property)];
      // What is written there flows by itself, from where it stands.
      if (isWithin(own.valueDeclaration, at))
        this.connect(this.#ask.callables(source), this.#ask.callables(target), at);
      else this.#relate(source, target, at, depth);
    }
  }

  /** What a function gives, or a class makes, comes to stand for what the type that it is called through gives. */
  #relateResults(source: ts.Type, target: ts.Type, at: ts.Node, depth: number): void {
    const { checker } = this.#ask;
    for (const kind of [ts.SignatureKind.Call, ts.SignatureKind.Construct]) {
      for (const through of checker.getSignaturesOfType(target, kind)) {
        const declaration = through.declaration as ts.Node | undefined;
        if (!declaration || this.#whose.isExternal(declaration)) continue;
        const expected = checker.getReturnTypeOfSignature(through);
        const isOpen = isAny(expected);
        if (!isOpen && !constituents(expected).some(isObject)) continue;
        for (const signature of checker.getSignaturesOfType(source, kind)) {
          const given = checker.getReturnTypeOfSignature(signature);
          if (isOpen && isAny(given) && signature.declaration)
            this.given.push({ to: declaration, from: { place: signature.declaration } });
          if (!this.#carries(given)) continue;
          if (isOpen) this.given.push({ to: declaration, from: { type: given } });
          else this.#relate(given, expected, at, depth);
        }
      }
    }
  }

  /** Records that callables come to stand for others. */
  connect(from: readonly Callable[], among: readonly Callable[], at: ts.Node): void {
    for (const source of from) {
      if (!this.#carriers.canTurnAsync(source)) continue;
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
      if (this.#carries(given)) this.relate(given, this.#ask.type(own), at);
    });
  }

  #isCalled(type: ts.Type): boolean {
    return (
      (type.flags & ts.TypeFlags.Any) !== 0 ||
      this.#ask.callables(type).length > 0 ||
      type.getConstructSignatures().length > 0
    );
  }

  #declaredOutside(symbol: ts.Symbol): boolean {
    const declaration = symbol.declarations?.[0];
    return declaration === undefined || this.#whose.isExternal(declaration);
  }
}

/** A generic type as it is declared, of one that is given something. */
function declared(type: ts.Type): ts.Type {
  return isGeneric(type) ? type.target : type;
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

function isWithin(node: ts.Node | undefined, outer: ts.Node): boolean {
  return (
    node !== undefined &&
    node.getSourceFile() === outer.getSourceFile() &&
    node.pos >= outer.pos &&
    node.end <= outer.end
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
