import { ts } from '../compiler/typescript.js';
import { hasBody, type Callable } from './callables.js';
import type { Questions } from './questions.js';
import type { Meeting } from './type-meetings.js';
import { scanArguments } from './untyped-calls.js';
import {
  most,
  type UntypedArrival,
  type UntypedCall,
  type UntypedFacts,
  type UntypedRead,
  type UntypedReader,
  type UntypedStore,
} from './untyped-facts.js';
import { isAny, isObject, placeOfSymbol, type Place } from './untyped-places.js';

/** A call of an untyped value, with a callable that it can reach. */
export interface UntypedTarget {
  node: ts.CallExpression;
  target: Callable;
}

/** A read of a property of an untyped value, with a declaration of the property that it can reach. */
export interface UntypedPropertyRead {
  node: UntypedReader;
  property: ts.Declaration;
}

/** A value of a type comes to stand where another type is expected, by way of places that say nothing of it. */
export interface UntypedMeeting extends Meeting {
  at: ts.Expression;
}

/** What is known of untyped values once more of the code is read. */
export interface UntypedFinds {
  calls: UntypedTarget[];
  reads: UntypedPropertyRead[];
  meetings: UntypedMeeting[];
  /** Names under which objects are kept where nobody sees who reads them. */
  kept: Set<string>;
}

/** How many calls and reads a type is followed through: a method may give ever deeper instances of a generic type. */
const furthest = 8;

/** Follows values through places of type `any`, over the files read so far. */
export class UntypedValues {
  readonly #ask: Questions;
  readonly #maybeKept: (type: ts.Type) => boolean;
  readonly #types = new Map<Place, Set<ts.Type>>();
  readonly #followers = new Map<Place, Set<Place>>();
  readonly #calls = new Map<Place, UntypedCall[]>();
  readonly #reads = new Map<Place, UntypedRead[]>();
  readonly #arrivals = new Map<Place, UntypedArrival[]>();
  /** How many calls and reads lie between a type and one that the code says. */
  readonly #steps = new Map<ts.Type, number>();
  readonly #waiting: { place: Place; type: ts.Type }[] = [];

  /** @param maybeKept whether it matters who reads an object of this type, kept under a name */
  constructor(ask: Questions, maybeKept: (type: ts.Type) => boolean) {
    this.#ask = ask;
    this.#maybeKept = maybeKept;
  }

  /** Takes in a file's facts. @returns calls and reads whose targets are known by them, and were not before */
  add(facts: UntypedFacts): UntypedFinds {
    const found: UntypedFinds = { calls: [], reads: [], meetings: [], kept: new Set() };
    this.#take(facts, found);
    return found;
  }

  /** Takes in what comes to stand in places. @returns what follows */
  store(stores: readonly UntypedStore[]): UntypedFinds {
    return this.add({ ...nothing, stores: [...stores] });
  }

  #take({ stores, calls, reads, arrivals }: UntypedFacts, found: UntypedFinds): void {
    for (const arrival of arrivals) {
      this.#arrivals.set(arrival.on, [...(this.#arrivals.get(arrival.on) ?? []), arrival]);
      for (const type of this.#types.get(arrival.on) ?? []) meet(arrival, type, found);
    }
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
    if ('memberName' in place) {
      if (!this.#maybeKept(type)) return;
      found.kept.add(place.memberName);
    }
    const types = this.#types.get(place) ?? new Set();
    if (types.has(type) || types.size === most) return;
    this.#types.set(place, types.add(type));
    for (const call of this.#calls.get(place) ?? []) this.#reach(call, type, found);
    for (const read of this.#reads.get(place) ?? []) this.#read(read, type, found);
    for (const arrival of this.#arrivals.get(place) ?? []) meet(arrival, type, found);
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
      this.#take({ ...nothing, calls }, found);
      return;
    }
    for (const target of ask.callables(called)) {
      found.calls.push({ node, target });
      if (!hasBody(target)) continue;
      this.#follow(target, node, found);
      const handed: UntypedFacts = { ...nothing, stores: [] };
      scanArguments(node, target, handed, ask);
      this.#take(handed, found);
    }
    for (const signature of called.getCallSignatures()) {
      this.#putFrom(type, node, signature.getReturnType(), found);
    }
  }

  #read({ to, name, node }: UntypedRead, type: ts.Type, found: UntypedFinds): void {
    const symbol = this.#member(type, name);
    if (!symbol) return;
    if (node) for (const property of symbol.declarations ?? []) found.reads.push({ node, property });
    const member = this.#ask.checker.getTypeOfSymbol(symbol);
    if (isAny(member)) this.#follow(placeOfSymbol(symbol, this.#ask), to, found);
    else this.#putFrom(type, to, member, found);
  }

  #member(type: ts.Type, name: string): ts.Symbol | undefined {
    const { checker } = this.#ask;
    return checker.getPropertyOfType(checker.getApparentType(type), name);
  }
}

const nothing: UntypedFacts = { stores: [], calls: [], reads: [], handovers: [], arrivals: [], globals: [] };

function meet({ expected, at }: UntypedArrival, source: ts.Type, { meetings }: UntypedFinds): void {
  meetings.push({ source, target: expected, at });
}

/** The objects that a value of a type can be: of a conditional or a generic type, those of what it is at least. */
function partsOf(type: ts.Type, { checker }: Questions): ts.Type[] {
  const open = ts.TypeFlags.Conditional | ts.TypeFlags.TypeParameter | ts.TypeFlags.Substitution;
  const known = type.flags & open ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  const parts = known.isUnion() ? known.types : [known];
  return parts.filter(isObject);
}
