import { describe, expect, it } from 'vitest';
import { AsyncResult } from '../../../src/runtime/result/async-result.js';
import { Result } from '../../../src/runtime/result/result.js';
import { rowFactory, type Row } from '../../../src/runtime/result/row.js';

type Pair = Row<readonly [number, string], { id: number; name: string }>;

const VALUES: [number, string][] = [
  [1, 'a'],
  [2, 'b'],
  [2, 'b'],
];

function result(values: readonly (readonly unknown[])[] = VALUES, keys = ['id', 'name']): Result<Pair> {
  return new Result({
    keys,
    rows: values.map(rowFactory(keys)) as unknown as Pair[],
    returnsRows: true,
    rowcount: values.length,
  });
}

const messageOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  throw new Error('no error was thrown');
};

describe('rows', () => {
  it('are tuples with names', () => {
    const [first] = result().all();
    const [id, name] = first as Pair;
    expect([id, name, first?.id, first?.name, first?.length]).toEqual([1, 'a', 1, 'a', 2]);
    expect(JSON.stringify(first)).toBe('[1,"a"]');
    expect(Array.isArray(first)).toBe(true);
    expect(first?.map((value) => value)).toEqual([1, 'a']);
  });

  it('keep what arrays have when a column has the same name; mappings tell all, and number repeated names', () => {
    const rows = result([[1, 'a']], ['length', 'id']);
    expect((rows.all()[0] as unknown as { length: number }).length).toBe(2);
    expect(
      result([[1, 'a']], ['id', 'id'])
        .mappings()
        .all(),
    ).toEqual([{ id: 1, id_1: 'a' }]);
  });
});

describe('Result', () => {
  it('gives rows, scalars, mappings, keys', () => {
    expect(
      result()
        .all()
        .map((row) => [...row]),
    ).toEqual(VALUES);
    expect(result().scalars().all()).toEqual([1, 2, 2]);
    expect(result().scalars('name').all()).toEqual(['a', 'b', 'b']);
    expect(result().mappings().first()).toEqual({ id: 1, name: 'a' });
    expect(result().keys()).toEqual(['id', 'name']);
    expect([result().scalar(), result([]).scalar(), result([]).first()]).toEqual([1, null, null]);
    expect([result([[null, 'x']]).scalarOne(), result([]).scalarOneOrNone()]).toEqual([null, null]);
  });

  it('is used up by reading, part by part', () => {
    const rows = result();
    expect(rows.fetchone()?.name).toBe('a');
    expect(rows.fetchmany(1).map(({ id }) => id)).toEqual([2]);
    expect([rows.all().length, rows.all().length, rows.fetchone()]).toEqual([1, 0, null]);
    expect([...result().scalars().partitions(2)]).toEqual([[1, 2], [2]]);
    expect([...result().scalars()]).toEqual([1, 2, 2]);
  });

  it('leaves out what has come before with unique()', () => {
    expect(result().unique().all().length).toBe(2);
    expect(result().unique().scalars().all()).toEqual([1, 2]);
    expect(
      result()
        .scalars()
        .unique((id) => id > 0)
        .all(),
    ).toEqual([1]);
    expect(
      result([
        [1, 'a'],
        [1, 'a'],
      ])
        .unique()
        .one().name,
    ).toBe('a');
    const [left, right] = [{}, {}];
    const objects = new Result({
      keys: ['o'],
      rows: [[left], [right], [left], [new Date(5)], [new Date(5)]],
      returnsRows: true,
      rowcount: 5,
    });
    expect(objects.unique().scalars().all()).toEqual([left, right, new Date(5)]);
  });

  it('is closed by first() and its like, and says so with the words of SQLAlchemy', () => {
    const rows = result();
    rows.first();
    expect(rows.closed).toBe(true);
    expect(messageOf(() => rows.all())).toBe('ResourceClosedError: This result object is closed.');
    const none = new Result({ keys: [], rows: [], returnsRows: false, rowcount: 3 });
    expect(none.rowcount).toBe(3);
    expect(messageOf(() => none.all())).toBe(
      'ResourceClosedError: This result object does not return rows. It has been closed automatically.',
    );
  });

  it('insists on one row, or at most one', () => {
    expect(messageOf(() => result([]).one())).toBe('NoResultFound: No row was found when one was required');
    expect(messageOf(() => result().one())).toBe(
      'MultipleResultsFound: Multiple rows were found when exactly one was required',
    );
    expect(messageOf(() => result().scalars().oneOrNone())).toBe(
      'MultipleResultsFound: Multiple rows were found when one or none was required',
    );
    expect(result([]).oneOrNone()).toBe(null);
    expect(messageOf(() => result().scalarOne())).toBe(
      'MultipleResultsFound: Multiple rows were found when exactly one was required',
    );
  });
});

describe('AsyncResult', () => {
  const async = () => new AsyncResult(result());

  it('has what Result has, awaited', async () => {
    expect((await async().all()).length).toBe(3);
    expect([await async().scalar(), await async().scalars().all(), await async().mappings().first()]).toEqual(
      [1, [1, 2, 2], { id: 1, name: 'a' }],
    );
    expect(await async().unique().scalars().all()).toEqual([1, 2]);
    expect((await async().fetchone())?.id).toBe(1);
    await expect(async().one()).rejects.toThrow('Multiple rows were found when exactly one was required');
    await expect(async().scalarOneOrNone()).rejects.toThrow(
      'Multiple rows were found when one or none was required',
    );
  });

  it('is iterated with for await, in parts too', async () => {
    const ids: number[] = [];
    for await (const row of async()) ids.push(row.id);
    for await (const part of async().scalars().partitions(2)) ids.push(part.length);
    expect(ids).toEqual([1, 2, 2, 2, 1]);
  });

  it('is cold: nothing is fetched until awaited', async () => {
    const rows = async();
    const first = rows.first();
    expect(rows.closed).toBe(false);
    await first;
    expect(rows.closed).toBe(true);
  });
});
