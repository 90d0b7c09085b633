import { describe, expect, it } from 'vitest';
import { AsyncConnection, AsyncTransaction, createAsyncEngine } from '../../../src/runtime/asyncio.js';
import { ArgumentError, Connection, createEngine, trace, Transaction } from '../../../src/runtime/index.js';
import { text } from '../../../src/runtime/sql/text.js';
import { errorOf } from './support/faces.js';

const kinds = (events: readonly { kind: string }[]) => events.map(({ kind }) => kind);

describe('the synchronous face', () => {
  it('works with using: what is not committed is rolled back, and the connection given back', () => {
    using recorded = trace();
    using engine = createEngine('sqlite://');
    {
      using connection = engine.connect();
      using transaction = connection.begin();
      connection.execDriverSql('SELECT 1');
      expect([connection instanceof Connection, transaction instanceof Transaction]).toEqual([true, true]);
      expect(connection.getTransaction()).toBe(transaction);
      expect(connection.getNestedTransaction()).toBeNull();
      using savepoint = connection.beginNested();
      expect(connection.getNestedTransaction()).toBe(savepoint);
    }
    {
      using connection = engine.connect();
      using transaction = connection.begin();
      transaction.commit();
      expect(connection.getTransaction()).toBeNull();
    }
    expect(kinds(recorded.events)).toEqual([
      'begin',
      'execute',
      'savepoint',
      'rollback to savepoint',
      'rollback',
      'begin',
      'commit',
    ]);
  });

  it('gives scalars', () => {
    using engine = createEngine('sqlite://');
    using connection = engine.connect();
    const numbers = text('SELECT 1 AS n UNION SELECT 2 ORDER BY n');
    expect(connection.scalar(numbers)).toBe(1);
    expect(connection.scalars(numbers).all()).toEqual([1, 2]);
  });

  it('refuses an asynchronous function, and rolls back', () => {
    using recorded = trace();
    using engine = createEngine('sqlite://');
    expect(() => engine.begin((connection) => Promise.resolve(connection.execDriverSql('SELECT 1')))).toThrow(
      new ArgumentError(
        'The function given to Engine.begin() returned a promise, which the synchronous face cannot wait for. ' +
          'Give a synchronous function, or use createAsyncEngine() and asyncSessionmaker().',
      ),
    );
    expect(kinds(recorded.events)).toEqual(['begin', 'execute', 'rollback']);
  });

  it('can be used again after dispose()', () => {
    const engine = createEngine('sqlite://');
    engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n INTEGER)'));
    engine.dispose();
    // Another pool, another in-memory database.
    expect(() => engine.begin((connection) => connection.execDriverSql('SELECT * FROM t'))).toThrow(
      'no such table: t',
    );
    engine.dispose();
  });
});

describe('the asynchronous face', () => {
  it('works with await using: what is not committed is rolled back, and the connection given back', async () => {
    using recorded = trace();
    await using engine = createAsyncEngine('sqlite+aiosqlite://');
    {
      await using connection = await engine.connect();
      await using transaction = await connection.begin();
      await connection.execDriverSql('SELECT 1');
      expect([connection instanceof AsyncConnection, transaction instanceof AsyncTransaction]).toEqual([
        true,
        true,
      ]);
      expect(connection.getTransaction()).toBe(transaction);
      await using savepoint = await connection.beginNested();
      expect(connection.getNestedTransaction()).toBe(savepoint);
    }
    {
      await using connection = await engine.connect();
      await using transaction = await connection.begin();
      await transaction.commit();
    }
    expect(kinds(recorded.events)).toEqual([
      'begin',
      'execute',
      'savepoint',
      'rollback to savepoint',
      'rollback',
      'begin',
      'commit',
    ]);
  });

  it('gives scalars and streams', async () => {
    await using engine = createAsyncEngine('sqlite+aiosqlite://');
    await using connection = await engine.connect();
    const numbers = text<{ n: number }>('SELECT 1 AS n UNION SELECT 2 ORDER BY n');
    expect(await connection.scalar(numbers)).toBe(1);
    expect((await connection.scalars(numbers)).all()).toEqual([1, 2]);
    const streamed: unknown[] = [];
    for await (const row of await connection.stream(numbers)) streamed.push(row.n);
    for await (const value of await connection.streamScalars(numbers)) streamed.push(value);
    expect(streamed).toEqual([1, 2, 1, 2]);
  });

  it('does nothing before it is awaited', async () => {
    using recorded = trace();
    await using engine = createAsyncEngine('sqlite+aiosqlite://');
    await using connection = await engine.connect();
    const pending = connection.execDriverSql('SELECT 1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(recorded.events).toEqual([]);
    await pending;
    expect(kinds(recorded.events)).toEqual(['begin', 'execute']);
  });

  it('refuses two operations at once on one connection, and the first one still succeeds', async () => {
    using recorded = trace();
    await using engine = createAsyncEngine('sqlite+aiosqlite://');
    await using connection = await engine.connect();
    const [first, second] = await Promise.allSettled([
      connection.execDriverSql('SELECT 1'),
      connection.execDriverSql('SELECT 2'),
    ]);
    expect(first.status === 'fulfilled' && first.value.scalar()).toBe(1);
    expect(String((second as PromiseRejectedResult).reason)).toBe(
      'InterfaceError: (asyncshift.InterfaceError) cannot perform operation: another operation is in progress on this connection; await it first\n' +
        '(Background on this error at: https://sqlalche.me/e/20/rvf5)',
    );
    expect((await connection.execDriverSql('SELECT 3')).scalar()).toBe(3);
    expect(kinds(recorded.events)).toEqual(['begin', 'execute', 'execute']);
  });

  it('rolls back when the function given to begin() rejects', async () => {
    using recorded = trace();
    await using engine = createAsyncEngine('sqlite+aiosqlite://');
    const failure = await errorOf(() =>
      engine.begin(async (connection) => {
        await connection.execDriverSql('SELECT 1');
        throw new RangeError('stop');
      }),
    );
    expect(failure).toEqual(new RangeError('stop'));
    expect(kinds(recorded.events)).toEqual(['begin', 'execute', 'rollback']);
  });
});
