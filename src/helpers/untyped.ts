// What rewritten code calls in place of methods of values whose type is not known: an array's are waited for call by
// call, as those in iteration.ts, and anything else that has the method is called as it is.
import {
  everyAsync,
  filterAsync,
  findAsync,
  findIndexAsync,
  findLastAsync,
  findLastIndexAsync,
  flatMapAsync,
  forEachAsync,
  forEachEntryAsync,
  mapAsync,
  reduceAsync,
  reduceRightAsync,
  someAsync,
} from './iteration.js';

/** Calls a method: an array's by a helper that waits for each call, anything else's as it is. */
export async function inTurnIfArray<K extends string>(
  items: Record<K, (...given: never[]) => unknown>,
  method: K,
  helper: (items: never, ...given: never[]) => Promise<unknown>,
  given: unknown[],
): Promise<never> {
  const handed = given as never[];
  return (await (Array.isArray(items)
    ? helper(items as never, ...handed)
    : items[method](...handed))) as never;
}

/** `items.map(fn)` of what may be an array, waiting for each call before the next. */
export async function mapUntyped<I extends { map: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['map']>>> {
  return inTurnIfArray(items, 'map', mapAsync, given);
}

/** `items.filter(fn)` of what may be an array, waiting for each call before the next. */
export async function filterUntyped<I extends { filter: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['filter']>>> {
  return inTurnIfArray(items, 'filter', filterAsync, given);
}

/** `items.flatMap(fn)` of what may be an array, waiting for each call before the next. */
export async function flatMapUntyped<I extends { flatMap: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['flatMap']>>> {
  return inTurnIfArray(items, 'flatMap', flatMapAsync, given);
}

/** `items.reduce(fn)` of what may be an array, waiting for each call before the next. */
export async function reduceUntyped<I extends { reduce: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['reduce']>>> {
  return inTurnIfArray(items, 'reduce', reduceAsync, given);
}

/** `items.reduceRight(fn)` of what may be an array, waiting for each call before the next. */
export async function reduceRightUntyped<I extends { reduceRight: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['reduceRight']>>> {
  return inTurnIfArray(items, 'reduceRight', reduceRightAsync, given);
}

/** `items.some(fn)` of what may be an array, waiting for each call before the next. */
export async function someUntyped<I extends { some: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['some']>>> {
  return inTurnIfArray(items, 'some', someAsync, given);
}

/** `items.every(fn)` of what may be an array, waiting for each call before the next. */
export async function everyUntyped<I extends { every: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['every']>>> {
  return inTurnIfArray(items, 'every', everyAsync, given);
}

/** `items.find(fn)` of what may be an array, waiting for each call before the next. */
export async function findUntyped<I extends { find: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['find']>>> {
  return inTurnIfArray(items, 'find', findAsync, given);
}

/** `items.findIndex(fn)` of what may be an array, waiting for each call before the next. */
export async function findIndexUntyped<I extends { findIndex: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['findIndex']>>> {
  return inTurnIfArray(items, 'findIndex', findIndexAsync, given);
}

/** `items.findLast(fn)` of what may be an array, waiting for each call before the next. */
export async function findLastUntyped<I extends { findLast: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['findLast']>>> {
  return inTurnIfArray(items, 'findLast', findLastAsync, given);
}

/** `items.findLastIndex(fn)` of what may be an array, waiting for each call before the next. */
export async function findLastIndexUntyped<I extends { findLastIndex: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['findLastIndex']>>> {
  return inTurnIfArray(items, 'findLastIndex', findLastIndexAsync, given);
}

/** `items.forEach(fn)` of what may be an array, a Map or a Set, waiting for each call before the next. */
export async function forEachUntyped<I extends { forEach: (...given: never[]) => unknown }>(
  items: I,
  ...given: unknown[]
): Promise<Awaited<ReturnType<I['forEach']>>> {
  const isList = !(items instanceof Map || items instanceof Set);
  if (isList) return inTurnIfArray(items, 'forEach', forEachAsync, given);
  const [fn, thisArg] = given as [(value: unknown, key: unknown, items: unknown) => unknown, unknown];
  await forEachEntryAsync(items as Map<unknown, unknown>, fn, thisArg);
  return undefined as never;
}
