// The helpers that rewritten code calls in place of array methods, copied into the project that needs them. They keep the
// meaning of the method they take the place of: one call after another, holes skipped where the method skips them, the
// length read once, the receiver passed along.

/** `items.forEach(fn)`, waiting for each call before the next. */
export async function forEachAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<void> {
  const length = items.length;
  for (let i = 0; i < length; i++) if (i in items) await fn.call(thisArg, items[i], i, items);
}

/** `items.map(fn)`, waiting for each call before the next. */
export async function mapAsync<R, A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => R | Promise<R>,
  thisArg?: unknown,
): Promise<R[]> {
  const length = items.length;
  const results = new Array<R>(length);
  for (let i = 0; i < length; i++) if (i in items) results[i] = await fn.call(thisArg, items[i], i, items);
  return results;
}

/** `items.filter(fn)`, waiting for each call before the next. */
export async function filterAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<A[number][]> {
  const length = items.length;
  const kept: A[number][] = [];
  for (let i = 0; i < length; i++) {
    if (!(i in items)) continue;
    const item = items[i] as A[number];
    if (await fn.call(thisArg, item, i, items)) kept.push(item);
  }
  return kept;
}

/** `items.flatMap(fn)`, waiting for each call before the next. */
export async function flatMapAsync<R, A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => R | readonly R[] | Promise<R | readonly R[]>,
  thisArg?: unknown,
): Promise<R[]> {
  const length = items.length;
  const results: R[] = [];
  for (let i = 0; i < length; i++) {
    if (!(i in items)) continue;
    const result = await fn.call(thisArg, items[i], i, items);
    if (Array.isArray(result)) result.forEach((item: R) => results.push(item));
    else results.push(result as R);
  }
  return results;
}

/** `items.reduce(fn, initial)`, waiting for each call before the next. */
export async function reduceAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (result: A[number], item: A[number], index: number, items: A) => A[number] | Promise<A[number]>,
): Promise<A[number]>;
export async function reduceAsync<R, A extends ArrayLike<unknown>>(
  items: A,
  fn: (result: R, item: A[number], index: number, items: A) => R | Promise<R>,
  initial: R,
): Promise<R>;
export async function reduceAsync(
  items: ArrayLike<unknown>,
  fn: (result: unknown, item: unknown, index: number, items: ArrayLike<unknown>) => unknown,
  ...initial: unknown[]
): Promise<unknown> {
  const length = items.length;
  let start = 0;
  let result = initial[0];
  if (initial.length === 0) {
    while (start < length && !(start in items)) start++;
    if (start >= length) throw new TypeError('Reduce of empty array with no initial value');
    result = items[start++];
  }
  for (let i = start; i < length; i++) if (i in items) result = await fn(result, items[i], i, items);
  return result;
}

/** `items.reduceRight(fn, initial)`, waiting for each call before the next. */
export async function reduceRightAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (result: A[number], item: A[number], index: number, items: A) => A[number] | Promise<A[number]>,
): Promise<A[number]>;
export async function reduceRightAsync<R, A extends ArrayLike<unknown>>(
  items: A,
  fn: (result: R, item: A[number], index: number, items: A) => R | Promise<R>,
  initial: R,
): Promise<R>;
export async function reduceRightAsync(
  items: ArrayLike<unknown>,
  fn: (result: unknown, item: unknown, index: number, items: ArrayLike<unknown>) => unknown,
  ...initial: unknown[]
): Promise<unknown> {
  let start = items.length - 1;
  let result = initial[0];
  if (initial.length === 0) {
    while (start >= 0 && !(start in items)) start--;
    if (start < 0) throw new TypeError('Reduce of empty array with no initial value');
    result = items[start--];
  }
  for (let i = start; i >= 0; i--) if (i in items) result = await fn(result, items[i], i, items);
  return result;
}

/** `items.some(fn)`, waiting for each call before the next. */
export async function someAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<boolean> {
  const length = items.length;
  for (let i = 0; i < length; i++)
    if (i in items && (await fn.call(thisArg, items[i], i, items))) return true;
  return false;
}

/** `items.every(fn)`, waiting for each call before the next. */
export async function everyAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<boolean> {
  const length = items.length;
  for (let i = 0; i < length; i++)
    if (i in items && !(await fn.call(thisArg, items[i], i, items))) return false;
  return true;
}

/** `items.find(fn)`, waiting for each call before the next. */
export async function findAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<A[number] | undefined> {
  const length = items.length;
  for (let i = 0; i < length; i++) {
    const item = items[i] as A[number];
    if (await fn.call(thisArg, item, i, items)) return item;
  }
  return undefined;
}

/** `items.findIndex(fn)`, waiting for each call before the next. */
export async function findIndexAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<number> {
  const length = items.length;
  for (let i = 0; i < length; i++) if (await fn.call(thisArg, items[i], i, items)) return i;
  return -1;
}

/** `items.findLast(fn)`, waiting for each call before the next. */
export async function findLastAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<A[number] | undefined> {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as A[number];
    if (await fn.call(thisArg, item, i, items)) return item;
  }
  return undefined;
}

/** `items.findLastIndex(fn)`, waiting for each call before the next. */
export async function findLastIndexAsync<A extends ArrayLike<unknown>>(
  items: A,
  fn: (item: A[number], index: number, items: A) => unknown,
  thisArg?: unknown,
): Promise<number> {
  for (let i = items.length - 1; i >= 0; i--) if (await fn.call(thisArg, items[i], i, items)) return i;
  return -1;
}

/** `items.forEach(fn)` of a Map or a Set, waiting for each call before the next. */
export async function forEachEntryAsync<K, V, C extends { entries(): Iterable<[K, V]> }>(
  items: C & { entries(): Iterable<[K, V]> },
  fn: (value: V, key: K, items: C) => unknown,
  thisArg?: unknown,
): Promise<void> {
  for (const [key, value] of items.entries()) await fn.call(thisArg, value, key, items);
}

/** `Array.from(items, fn)`, waiting for each call before the next. */
export async function arrayFromAsync<T, R>(
  items: Iterable<T> | ArrayLike<T>,
  fn: (item: T, index: number) => R | Promise<R>,
  thisArg?: unknown,
): Promise<R[]> {
  const results: R[] = [];
  if (Symbol.iterator in Object(items)) {
    for (const item of items as Iterable<T>) results.push(await fn.call(thisArg, item, results.length));
    return results;
  }
  const list = items as ArrayLike<T>;
  const { length } = list;
  for (let i = 0; i < length; i++) results.push(await fn.call(thisArg, list[i] as T, i));
  return results;
}

/** `Array.from(items, fn)` of an asynchronous iterable, waiting for each call before the next item is asked for. */
export async function collectEachAsync<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  fn: (item: T, index: number) => R | Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for await (const item of items) results.push(await fn(item, results.length));
  return results;
}

/** `Array.from(items, fn)` of an asynchronous iterable: its items, each passed through `fn` before the next is asked for. */
export async function collectAsync<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]>;
export async function collectAsync<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  fn: (item: T, index: number) => R,
): Promise<R[]>;
export async function collectAsync(
  items: AsyncIterable<unknown> | Iterable<unknown>,
  fn?: (item: unknown, index: number) => unknown,
): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(fn ? fn(item, found.length) : item);
  return found;
}

/** The first `count` items of an asynchronous iterable, which is then closed: what a pattern of that length takes. */
export async function takeAsync<T>(items: AsyncIterable<T> | Iterable<T>, count: number): Promise<T[]> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const found: T[] = [];
  while (found.length < count) {
    const next = await iterator.next();
    if (next.done) return found;
    found.push(next.value);
  }
  await iterator.return?.();
  return found;
}
