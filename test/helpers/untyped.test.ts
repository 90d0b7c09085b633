import { describe, expect, it } from 'vitest';
import * as helpers from '../../src/helpers/untyped.js';

type Callback = (...given: never[]) => unknown;
type Method = (items: object, ...given: unknown[]) => Promise<unknown>;

const untyped = helpers as unknown as Record<string, Method>;
const later = async <T>(value: T): Promise<T> => Promise.resolve(value);

describe.each([
  ['map', (item: number) => item * 2],
  ['filter', (item: number) => item > 1],
  ['flatMap', (item: number) => [item, item]],
  ['some', (item: number) => item > 2],
  ['every', (item: number) => item > 2],
  ['find', (item: number) => item > 1],
  ['findIndex', (item: number) => item > 1],
  ['findLast', (item: number) => item < 3],
  ['findLastIndex', (item: number) => item < 3],
  ['reduce', (sum: number, item: number) => sum - item],
  ['reduceRight', (sum: number, item: number) => sum - item],
] as [string, Callback][])('%s of what may be an array', (name, fn) => {
  const items = [1, 2, 3];
  const slowly = async (...given: never[]) => later(fn(...given));
  const call = (holder: object, given: Callback) =>
    (holder as Record<string, (fn: Callback) => unknown>)[name]?.(given);

  it('gives what an array gives, waiting for each call', async () => {
    expect(await untyped[`${name}Untyped`]?.(items, slowly)).toEqual(call(items, fn));
  });

  it('calls the method of anything else, and waits for its result', async () => {
    const own = { [name]: async (given: (item: number) => unknown) => [name, await given(7)] };
    expect(await untyped[`${name}Untyped`]?.(own, later)).toEqual([name, 7]);
  });

  it('fails as the method does where there is nothing', async () => {
    const missing = undefined as unknown as object;
    await expect(untyped[`${name}Untyped`]?.(missing, slowly)).rejects.toThrow(TypeError);
    await expect(untyped[`${name}Untyped`]?.({}, slowly)).rejects.toThrow(TypeError);
  });
});

it('hands a beginning to reduce only where there is one', async () => {
  const add = async (sum: number, item: number) => later(sum + item);
  expect(await untyped['reduceUntyped']?.([], add, 5)).toBe(5);
  await expect(untyped['reduceUntyped']?.([], add)).rejects.toThrow('no initial value');
});

describe('forEach of what may be an array', () => {
  const seen = async (items: object) => {
    const calls: unknown[] = [];
    await untyped['forEachUntyped']?.(items, async (value: unknown, key: unknown, all: unknown) => {
      await later(undefined);
      calls.push([value, key, all === items]);
    });
    return calls;
  };

  it('waits for each call with the items of an array, a Map, a Set', async () => {
    expect(await seen(['a', 'b'])).toEqual([
      ['a', 0, true],
      ['b', 1, true],
    ]);
    expect(await seen(new Map([['key', 'value']]))).toEqual([['value', 'key', true]]);
    expect(await seen(new Set(['a']))).toEqual([['a', 'a', true]]);
  });
});
