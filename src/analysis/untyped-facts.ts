import type { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { SourceFiles } from './source-files.js';
import { isSymbol, type Place } from './untyped-places.js';

/** How many types a place is followed with. */
export const most = 512;

/** What comes to stand in a place: something typed, or what stands in another place. */
export interface UntypedStore {
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
  /** What reads it, where that is said by a name. */
  node: UntypedReader | undefined;
}

/** `report.size`, or `size` in `const { size } = report`. */
export type UntypedReader = ts.PropertyAccessExpression | ts.BindingElement;

/** What stands in a place comes to stand where a type is expected: `db` in `db as Database`, or in a typed call. */
export interface UntypedArrival {
  on: Place;
  expected: ts.Type;
  at: ts.Expression;
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
  arrivals: UntypedArrival[];
  /** Names of what the global object is given: any file can read it, whatever it imports. */
  globals: string[];
}

/** The files in which the places that values come to stand in are declared, or may be read. */
export function filesOfPlaces(
  { stores, globals }: UntypedFacts,
  { mentioning }: SourceFiles,
): readonly ts.SourceFile[] {
  const places = stores.flatMap(({ to }) => {
    if ('addedTo' in to || 'memberName' in to) return [];
    return isSymbol(to)
      ? (to.declarations ?? []).map((declaration) => declaration.getSourceFile())
      : [to.getSourceFile()];
  });
  return [...places, ...globals.flatMap(mentioning)];
}
