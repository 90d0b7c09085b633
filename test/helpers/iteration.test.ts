import { describe, expect, it } from 'vitest';
import * as helpers from '../../src/helpers/iteration.js';

type Items = (number | undefined)[];
type Callback = (this: unknown, ...given: unknown[]) => unknown;
type Method = (items: Items, callback: Callback, ...more: unknown[]) => unknown;

/** The array methods by name, called on the items, and the helpers by the same names. */
const names = [
  'forEach',
  'map',
  'filter',
  'flatMap',
  'reduce',
  'reduceRight',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
] as const;
const takesThis = names.filter((name) => !name.startsWith('reduce'));

function method(name: string): Method {
  return (items, ...given) => {
    const own = (items as unknown as Record<string, (...given: unknown[]) => unknown>)[name];
    return own?.apply(items, given);
  };
}

function helper(name: string): (...given: Parameters<Method>) => Promise<unknown> {
  const found = (helpers as unknown as Record<string, ReturnType<typeof helper>>)[`${name}Async`];
  if (!found) throw new Error(`there is no ${name}Async`);
  return found;
}

/** Arrays whose holes stay holes in a comparison. */
function shown(value: unknown): unknown {
  return Array.isArray(value) ? { length: value.length, entries: Object.entries(value) } : value;
}

/** What a run gave and which calls it made; of an error its name and message. */
interface Run {
  result: unknown;
  calls: unknown[];
}

/** @param make makes the items anew and gives the callback that may change them */
function before(name: string, make: () => [Items, Callback], ...more: unknown[]): Run {
  const [items, callback] = make();
  const calls: unknown[] = [];
  try {
    return { result: shown(method(name)(items, recording(calls, items, callback), ...more)), calls };
  } catch (error) {
    return { result: String(error), calls };
  }
}

async function after(name: string, make: () => [Items, Callback], ...more: unknown[]): Promise<Run> {
  const [items, callback] = make();
  const calls: unknown[] = [];
  const recorded = recording(calls, items, callback);
  const asynchronous = async function (this: unknown, ...given: unknown[]): Promise<unknown> {
    await Promise.resolve();
    return recorded.apply(this, given);
  };
  try {
    return { result: shown(await helper(name)(items, asynchronous, ...more)), calls };
  } catch (error) {
    return { result: String(error), calls };
  }
}

/** Records the arguments of each call, and whether the last of them is the receiver itself. */
function recording(calls: unknown[], items: Items, callback: Callback): Callback {
  return function (...given) {
    calls.push([...given.slice(0, -1), given.at(-1) === items, this]);
    return callback.apply(this, given);
  };
}

/** The item of a call: it stands before the index and the receiver. */
const itemOf = (given: unknown[]) => given.at(-3) as number | undefined;

// eslint's `no-sparse-arrays` would have every hole explained: they are what is tested.
const holes = (): Items => Object.assign(new Array<number | undefined>(5), { 1: 4, 3: 7 });

const scenarios: Record<string, () => [Items, Callback]> = {
  'an empty array': () => [[], () => true],
  'plain items': () => [[3, 1, 2], (...given) => (itemOf(given) ?? 0) * 10],
  'items that decide at the first': () => [[1, 2, 3], () => true],
  'items that decide in the middle': () => [[1, 2, 3], (...given) => itemOf(given) === 2],
  'items that never decide': () => [[1, 2, 3], () => false],
  'items that decide early the other way': () => [[1, 2, 3], (...given) => itemOf(given) !== 2],
  'undefined items': () => [[undefined, 1, undefined], (...given) => itemOf(given) ?? 'none'],
  holes: () => [holes(), (...given) => (itemOf(given) ?? 0) > 5],
  'holes only': () => [new Array<undefined>(3), () => true],
  'lists as results': () => [[1, 2, 3], (...given) => [itemOf(given), [itemOf(given)]]],
  'lists with holes as results': () => [[1, 2], () => holes()],
  'an item added while walking': () => {
    const items: Items = [1, 2];
    return [items, () => items.push(9) > 99];
  },
  'items taken away while walking': () => {
    const items: Items = [1, 2, 3, 4];
    return [items, () => items.pop() === 99];
  },
  'an item changed before its turn': () => {
    const items: Items = [1, 2, 3];
    return [
      items,
      (...given) => {
        items[1] = 20;
        return itemOf(given) === 3;
      },
    ];
  },
  'an item deleted before its turn': () => {
    const items: Items = [1, 2, 3];
    return [
      items,
      () => {
        Reflect.deleteProperty(items, 1);
        return false;
      },
    ];
  },
  'the item replaced during its turn': () => {
    const items: Items = [1, 2, 3];
    return [
      items,
      (...given) => {
        items[given.at(-2) as number] = 50;
        return true;
      },
    ];
  },
  'an error in the middle': () => [
    [1, 2, 3],
    (...given) => {
      if (itemOf(given) === 2) throw new RangeError('two');
      return false;
    },
  ],
};

describe.each(names)('%s', (name) => {
  it.each(Object.entries(scenarios))('does what the method does with %s', async (_, make) => {
    expect(await after(name, make)).toEqual(before(name, make));
  });

  it('makes one call after another', async () => {
    let running = 0;
    const most: number[] = [];
    const callback = async () => {
      running += 1;
      await new Promise((resolve) => setImmediate(resolve));
      most.push(running);
      running -= 1;
      return name === 'every';
    };
    await helper(name)([1, 2, 3], callback, ...(name.startsWith('reduce') ? [0] : []));
    expect(most).toEqual([1, 1, 1]);
  });

  it('takes callbacks that are not async', async () => {
    const make = scenarios['plain items'] as () => [Items, Callback];
    const [items, callback] = make();
    expect(await helper(name)(items, callback)).toEqual(method(name)(items, callback));
  });
});

it.each(takesThis)('%s hands the receiver of the callback on', async (name) => {
  const receiver = { name: 'receiver' };
  const make = scenarios['plain items'] as () => [Items, Callback];
  expect(await after(name, make, receiver)).toEqual(before(name, make, receiver));
  expect((await after(name, make, receiver)).calls[0]).toContain(receiver);
});

describe.each(['reduce', 'reduceRight'])('%s with a first value', (name) => {
  it.each(Object.entries(scenarios))('does what the method does with %s', async (_, make) => {
    expect(await after(name, make, 100)).toEqual(before(name, make, 100));
    expect(await after(name, make, undefined)).toEqual(before(name, make, undefined));
  });

  it('says that there is nothing to reduce', async () => {
    const make = scenarios['an empty array'] as () => [Items, Callback];
    const error = 'TypeError: Reduce of empty array with no initial value';
    expect(await after(name, make)).toEqual({ result: error, calls: [] });
    expect(await after(name, make, 5)).toEqual({ result: 5, calls: [] });
  });
});

describe('forEachEntry', () => {
  const changes = (entries: Map<string, number> | Set<string>) => {
    if ('set' in entries) entries.set('added', 9);
    else entries.add('added');
    entries.delete('b');
  };
  it.each([
    () =>
      new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    () => new Set(['a', 'b', 'c']),
  ])('does what forEach of a Map or Set does', async (make) => {
    const record = (entries: Map<string, number> | Set<string>, calls: unknown[]) =>
      function (this: unknown, ...given: unknown[]): void {
        calls.push([...given.slice(0, 2), given[2] === entries, this]);
        changes(entries);
      };
    const [old, now] = [make(), make()];
    const [expected, calls]: unknown[][] = [[], []];
    const callback = record(old, expected as unknown[]);
    (old as Map<unknown, unknown>).forEach(callback, 'receiver');
    await expect(
      helpers.forEachEntryAsync(now as Map<string, number>, record(now, calls as unknown[]), 'receiver'),
    ).resolves.toBeUndefined();
    expect(calls).toEqual(expected);
    expect(calls).toHaveLength(3);
  });
});

describe('what takes an iterable', () => {
  const made: string[] = [];
  const closed = (): string[] => made.splice(0);
  function* plain(): Generator<number> {
    try {
      yield 1;
      made.push('asked again');
      yield 2;
    } finally {
      made.push('closed');
    }
  }
  async function* waiting(): AsyncGenerator<number> {
    for (const item of plain()) yield await Promise.resolve(item);
  }

  it('collectAsync gives what Array.from gives, in the same order of events', async () => {
    expect(await helpers.collectAsync(waiting())).toEqual(Array.from(plain()));
    closed();
    const record = (item: number, at: number) => made.push(`${item} at ${at}`);
    const expected = [Array.from(plain(), record), closed()];
    expect([await helpers.collectAsync(waiting(), record), closed()]).toEqual(expected);
    expect([await helpers.collectAsync(plain(), record), closed()]).toEqual(expected);
  });

  const record = (item: unknown, at: number) => {
    made.push(`${String(item)} at ${at}`);
    return at;
  };
  const later = async (item: unknown, at: number) => {
    await Promise.resolve();
    return record(item, at);
  };

  it('collectEachAsync waits for the callback before it asks for the next item', async () => {
    const expected = [Array.from(plain(), record), closed()];
    expect([await helpers.collectEachAsync(waiting(), later), closed()]).toEqual(expected);
  });

  const sources: Readonly<Record<string, () => Iterable<unknown> | ArrayLike<unknown>>> = {
    'a generator': plain,
    'an array with holes': holes,
    'a set': () => new Set([1, 2]),
    'a text': () => 'añb',
    'a length': () => ({ length: 3 }),
    'an array-like object': () => ({ length: 2, 1: 'b' }),
    'an iterable with a length': () => ({ length: 9, [Symbol.iterator]: plain }),
  };
  it.each(Object.entries(sources))('arrayFromAsync does what Array.from does with %s', async (_, source) => {
    const expected = [Array.from(source() as ArrayLike<unknown>, record), closed()];
    expect([await helpers.arrayFromAsync(source(), later), closed()]).toEqual(expected);
  });

  it('arrayFromAsync closes what it iterates when a call fails, and hands the receiver on', async () => {
    const failing = function (this: unknown): never {
      throw new RangeError(String(this));
    };
    const error = new RangeError('receiver');
    expect(() => Array.from(plain(), failing, 'receiver')).toThrow(error);
    const expected = closed();
    await expect(helpers.arrayFromAsync(plain(), failing, 'receiver')).rejects.toThrow(error);
    expect(closed()).toEqual(expected);
  });

  const patterns: readonly ((items: Iterable<number>) => unknown[])[] = [
    (items) => {
      items[Symbol.iterator]().return?.();
      return [];
    },
    ([a]) => [a],
    ([a, b]) => [a, b],
    ([a, b, c]) => [a, b, c],
  ];
  it.each([0, 1, 2, 3])(
    'takeAsync gives what a pattern of %i takes, and closes what it leaves',
    async (count) => {
      const expected = [patterns[count]?.(plain()).filter((item) => item !== undefined), closed()];
      expect([await helpers.takeAsync(waiting(), count), closed()]).toEqual(expected);
      expect([await helpers.takeAsync(plain(), count), closed()]).toEqual(expected);
    },
  );
});
