import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import type { Questions } from './questions.js';
import {
  scanArguments,
  placeOfSymbol,
  isAny,
  isObject,
  type Place,
  type UntypedCall,
  type UntypedRead,
  type UntypedFacts,
  most,
} from './untyped.js';

/** A call of an untyped value, with a callable that it can reach. */
export interface UntypedTarget {
  node: ts.CallExpression;
  target: Callable;
}

/** A read of a property of an untyped value, with a declaration of the property that it can reach. */
export interface UntypedPropertyRead {
  node: ts.PropertyAccessExpression;
  property: ts.Declaration;
}

/** What is known of untyped values once more of the code is read. */
export interface UntypedFinds {
  calls: UntypedTarget[];
  reads: UntypedPropertyRead[];
}

/** How many calls and reads a type is followed through: a method may give ever deeper instances of a generic type. */
const furthest = 8;

/** Follows values through places of type `any`, over the files read so far. */
export class UntypedValues {
  readonly #ask: Questions;
  readonly #types = new Map<Place, Set<ts.Type>>();
  readonly #followers = new Map<Place, Set<Place>>();
  readonly #calls = new Map<Place, UntypedCall[]>();
  readonly #reads = new Map<Place, UntypedRead[]>();
  /** How many calls and reads lie between a type and one that the code says. */
  readonly #steps = new Map<ts.Type, number>();
  readonly #waiting: { place: Place; type: ts.Type }[] = [];

  constructor(ask: Questions) {
    this.#ask = ask;
  }

  /** Takes in a file's facts. @returns calls and reads whose targets are known by them, and were not before */
  add(facts: UntypedFacts): UntypedFinds {
    const found: UntypedFinds = { calls: [], reads: [] };
    this.#take(facts, found);
    return found;
  }

  #take({ stores, calls, reads }: UntypedFacts, found: UntypedFinds): void {
    for (const call of calls) {
      this.#calls.set(call.on, [...(this.#calls.get(call.on) ?? []), call]);
      for (const type of this.#types.get(call.on) ?? []) this.#reach(call, type, found);
    }
    for (const read of reads) {
      this.#reads.set(read.on, [...(this.#reads.get(read.on) ?? []), read]);
      for (const type of this.#types.get(read.on) ?? []) this.#read(read, type, found);
    }
    for (const { to, from } of stores) {
      if ('type' in from) this.#put(to, from.type, found);
      else this.#follow(from.place, to, found);
    }
  }

  #follow(from: Place, to: Place, found: UntypedFinds): void {
    this.#followers.set(from, (this.#followers.get(from) ?? new Set()).add(to));
    for (const type of this.#types.get(from) ?? []) this.#put(to, type, found);
  }

  /** Takes in that values of a type stand in a place, and what follows from that. */
  #put(place: Place, type: ts.Type, found: UntypedFinds): void {
    this.#waiting.push({ place, type });
    if (this.#waiting.length > 1) return; // the loop below, which asked for this, comes to it
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      this.#settle(next, found);
      this.#waiting.shift();
    }
  }

  #settle({ place, type }: { place: Place; type: ts.Type }, found: UntypedFinds): void {
    const types = this.#types.get(place) ?? new Set();
    if (types.has(type) || types.size === most) return;
    this.#types.set(place, types.add(type));
    for (const call of this.#calls.get(place) ?? []) this.#reach(call, type, found);
    for (const read of this.#reads.get(place) ?? []) this.#read(read, type, found);
    for (const follower of this.#followers.get(place) ?? []) this.#put(follower, type, found);
  }

  /** Puts the parts of a type that comes of another one into a place. */
  #putFrom(origin: ts.Type, place: Place, type: ts.Type, found: UntypedFinds): void {
    const steps = (this.#steps.get(origin) ?? 0) + 1;
    if (steps > furthest) return;
    for (const part of partsOf(type, this.#ask)) {
      if (!this.#steps.has(part)) this.#steps.set(part, steps);
      this.#put(place, part, found);
    }
  }

  #reach({ node, member }: UntypedCall, type: ts.Type, found: UntypedFinds): void {
    const ask = this.#ask;
    const symbol = member === undefined ? undefined : this.#member(type, member);
    if (member !== undefined && !symbol) return;
    const called = symbol ? ask.checker.getTypeOfSymbol(symbol) : type;
    if (symbol && isAny(called)) {
      const calls = [{ node, on: placeOfSymbol(symbol, ask), member: undefined }];
      this.#take({ stores: [], calls, reads: [], handovers: [] }, found);
      return;
    }
    for (const target of ask.callables(called)) {
      found.calls.push({ node, target });
      if (!hasBody(target)) continue;
      this.#follow(target, node, found);
      const handed: UntypedFacts = { stores: [], calls: [], reads: [], handovers: [] };
      scanArguments(node, target, handed, ask);
      this.#take(handed, found);
    }
    for (const signature of called.getCallSignatures()) {
      this.#putFrom(type, node, signature.getReturnType(), found);
    }
  }

  #read({ to, name }: UntypedRead, type: ts.Type, found: UntypedFinds): void {
    const symbol = this.#member(type, name);
    if (!symbol) return;
    if (!('escapedName' in to) && ts.isPropertyAccessExpression(to)) {
      for (const property of symbol.declarations ?? []) found.reads.push({ node: to, property });
    }
    const member = this.#ask.checker.getTypeOfSymbol(symbol);
    if (isAny(member)) this.#follow(placeOfSymbol(symbol, this.#ask), to, found);
    else this.#putFrom(type, to, member, found);
  }

  #member(type: ts.Type, name: string): ts.Symbol | undefined {
    const { checker } = this.#ask;
    return checker.getPropertyOfType(checker.getApparentType(type), name);
  }
}

/** The objects that a value of a type can be: of a conditional or a generic type, those of what it is at least. */
function partsOf(type: ts.Type, { checker }: Questions): ts.Type[] {
  const open = ts.TypeFlags.Conditional | ts.TypeFlags.TypeParameter | ts.TypeFlags.Substitution;
  const known = type.flags & open ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  const parts = known.isUnion() ? known.types : [known];
  return parts.filter(isObject);
}
