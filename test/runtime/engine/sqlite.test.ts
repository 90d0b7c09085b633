import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectAsyncSqlite } from '../../../src/runtime/engine/drivers/sqlite-async.js';
import { makeUrl, NullPool, QueuePool } from '../../../src/runtime/index.js';
import { asyncFace, errorOf, syncFace, type AnyConnection } from './support/faces.js';
import { describeTransactions } from './support/transaction-suite.js';

const folder = mkdtempSync(join(tmpdir(), 'asyncshift-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const TABLE = 'CREATE TABLE log (id INTEGER PRIMARY KEY, entry VARCHAR(50) UNIQUE)';

describe('transactions in memory', () => {
  describeTransactions([() => syncFace('sqlite://'), () => asyncFace('sqlite+aiosqlite://')], TABLE);
});

describe('transactions in a file', () => {
  describeTransactions(
    [
      () => syncFace(`sqlite:///${join(folder, 'sync.db')}`),
      () => asyncFace(`sqlite+aiosqlite:///${join(folder, 'async.db')}`),
    ],
    TABLE,
  );
});

const memory = [syncFace('sqlite://'), asyncFace('sqlite+aiosqlite://')];

/** Runs on a connection of a fresh engine. */
async function on<T>(
  face: (typeof memory)[number],
  work: (connection: AnyConnection) => Promise<T>,
): Promise<T> {
  const engine = face.engine();
  const connection = await engine.connect();
  try {
    return await work(connection);
  } finally {
    await connection.close();
    await engine.dispose();
  }
}

describe.each(memory.map((face) => [face.name, face] as const))('%s', (_name, face) => {
  it('binds and gives values of every kind', async () => {
    const big = 2n ** 62n;
    const values = [
      null,
      true,
      false,
      5,
      -1.5,
      2 ** 40,
      big,
      "te'xt ✓",
      new Uint8Array([0, 255]),
      new Date(0),
    ];
    const sql = `SELECT ${values.map((_, index) => `? AS v${index}`).join(', ')}`;
    const result = await on(face, async (connection) => connection.execDriverSql(sql, values));
    expect(result.keys()).toEqual(values.map((_, index) => `v${index}`));
    const [row] = result.all();
    expect([...(row ?? [])].map((value) => (Buffer.isBuffer(value) ? [...value] : value))).toEqual([
      null,
      1,
      0,
      5,
      -1.5,
      2 ** 40,
      big,
      "te'xt ✓",
      [0, 255],
      '1970-01-01 00:00:00.000000',
    ]);
  });

  it('binds integers as integers', async () => {
    const result = await on(face, async (connection) =>
      connection.execDriverSql('SELECT typeof(?), ? / 2, typeof(?)', [5, 5, 0.5]),
    );
    expect([...(result.first() ?? [])]).toEqual(['integer', 2, 'real']);
  });

  it('tells counts and generated keys, but only where they are of the statement itself', async () => {
    const seen = await on(face, async (connection) => {
      const statements: [string, unknown[]?][] = [
        ['CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)'],
        ['INSERT INTO t (n) VALUES (?), (?)', [1, 2]],
        ['UPDATE t SET n = n + 1'],
        ['INSERT INTO t (n) VALUES (3) RETURNING id'],
        ['DELETE FROM t WHERE id = 99'],
        ['CREATE TABLE u (id INTEGER)'],
        ['SELECT * FROM t'],
      ];
      const counts: unknown[] = [];
      for (const [sql, parameters] of statements) {
        const { rowcount, lastrowid, returnsRows } = await connection.execDriverSql(sql, parameters);
        counts.push([rowcount, lastrowid, returnsRows]);
      }
      return counts;
    });
    expect(seen).toEqual([
      [-1, undefined, false],
      [2, 2, false],
      [2, undefined, false],
      [1, undefined, true],
      [0, undefined, false],
      [-1, undefined, false],
      [-1, undefined, true],
    ]);
  });

  it('keeps columns of the same name apart', async () => {
    const result = await on(face, async (connection) => connection.execDriverSql('SELECT 1 AS a, 2 AS a'));
    expect([result.keys(), result.all().map((row) => [...row])]).toEqual([['a', 'a'], [[1, 2]]]);
  });

  it.each([
    ['INSERT INTO t VALUES (1, 1)', 'IntegrityError', 'UNIQUE constraint failed: t.id', 'gkpj'],
    ['INSERT INTO t VALUES (2, NULL)', 'IntegrityError', 'NOT NULL constraint failed: t.n', 'gkpj'],
    ['INSERT INTO t VALUES (2, -1)', 'IntegrityError', 'CHECK constraint failed: n > 0', 'gkpj'],
    ["INSERT INTO t VALUES ('x', 1)", 'IntegrityError', 'datatype mismatch', 'gkpj'],
    ['SELECT * FROM missing', 'OperationalError', 'no such table: missing', 'e3q8'],
    ['SELEC 1', 'OperationalError', 'near "SELEC": syntax error', 'e3q8'],
    ['SELECT 1; SELECT 2', 'ProgrammingError', 'You can only execute one statement at a time.', 'f405'],
  ])('%s is an %s', async (sql, name, message, code) => {
    const error = await on(face, async (connection) => {
      await connection.execDriverSql(
        'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 0))',
      );
      await connection.execDriverSql('INSERT INTO t VALUES (1, 1)');
      return errorOf(() => connection.execDriverSql(sql));
    });
    expect(String(error)).toBe(
      `${name}: (libsql.${name}) ${message}\n[SQL: ${sql}]\n(Background on this error at: https://sqlalche.me/e/20/${code})`,
    );
  });

  it('carries statement, parameters and the original error', async () => {
    const error = await on(face, async (connection) => {
      await connection.execDriverSql('CREATE TABLE t (n TEXT UNIQUE)');
      await connection.execDriverSql('INSERT INTO t VALUES (?)', ['a']);
      return errorOf(() => connection.execDriverSql('INSERT INTO t VALUES (?)', ['a']));
    });
    expect(error.message.split('\n').slice(1, 3)).toEqual([
      '[SQL: INSERT INTO t VALUES (?)]',
      "[parameters: ('a',)]",
    ]);
    expect(error).toMatchObject({
      statement: 'INSERT INTO t VALUES (?)',
      params: ['a'],
      connectionInvalidated: false,
    });
    expect(error.cause).toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect(Object.keys(error)).toEqual(['name']);
  });

  it('hides parameters when told to', async () => {
    const engine = face.engine({ hideParameters: true });
    const error = await errorOf(() =>
      engine.begin((connection) => connection.execDriverSql('SELECT ? FROM missing', ['secret'])),
    );
    await engine.dispose();
    expect(error.message.split('\n').slice(1, 3)).toEqual([
      '[SQL: SELECT ? FROM missing]',
      '[SQL parameters hidden due to hideParameters: true]',
    ]);
  });

  it('refuses a value that cannot be bound', async () => {
    const error = await on(face, async (connection) =>
      errorOf(() => connection.execDriverSql('SELECT ?, ?', [1, { a: 1 }])),
    );
    expect(error.message.split('\n')[0]).toBe(
      "(libsql.ProgrammingError) Error binding parameter 2: type 'Object' is not supported; give null, boolean, number, bigint, string, Date or Uint8Array",
    );
  });

  it('allows semicolons in strings, comments and triggers', async () => {
    const result = await on(face, async (connection) => {
      await connection.execDriverSql('CREATE TABLE t (n TEXT);');
      await connection.execDriverSql(
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET n = 'x'; DELETE FROM t; END",
      );
      return connection.execDriverSql("SELECT 'a;b' /* ; c */ -- ; d");
    });
    expect(result.scalar()).toBe('a;b');
  });

  it('takes pragmas from connectArgs and the URL', async () => {
    const engine = face.engine({ connectArgs: { foreignKeys: false, timeout: 0.5 } });
    const connection = await engine.connect();
    const seen = [
      (await connection.execDriverSql('PRAGMA foreign_keys')).scalar(),
      (await connection.execDriverSql('PRAGMA busy_timeout')).scalar(),
    ];
    await connection.close();
    await engine.dispose();
    expect(seen).toEqual([0, 500]);
  });

  it('shares an in-memory database, and its transaction, between connections', async () => {
    const engine = face.engine();
    const first = await engine.connect();
    await first.execDriverSql('CREATE TABLE t (n INTEGER)');
    const second = await engine.connect();
    await second.execDriverSql('INSERT INTO t VALUES (1)');
    await second.commit();
    await first.rollback();
    expect((await first.execDriverSql('SELECT n FROM t')).scalars().all()).toEqual([1]);
    await first.close();
    await second.close();
    await engine.dispose();
  });

  it('says where it could not open a file', async () => {
    const url = `${face.name}:///${join(folder, 'no', 'such', 'folder.db')}`;
    const engine = (face === memory[0] ? syncFace(url) : asyncFace(url)).engine();
    const error = await errorOf(() => engine.connect());
    expect(error.message.split('\n')[0]).toBe(
      `(libsql.OperationalError) unable to open database file: ${join(folder, 'no', 'such', 'folder.db')}`,
    );
  });

  it('refuses a host, which means that a slash is missing', async () => {
    const url = `${face.name}://shop.db`;
    const engine = (face === memory[0] ? syncFace(url) : asyncFace(url)).engine();
    expect((await errorOf(() => engine.connect())).message).toContain(
      `Invalid SQLite URL: ${url}; valid forms are`,
    );
  });
});

describe('files', () => {
  it('are opened when first used, not before', async () => {
    const path = join(folder, 'lazy.db');
    const engine = syncFace(`sqlite:///${path}`).engine();
    expect(existsSync(path)).toBe(false);
    await engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n INTEGER)'));
    await engine.dispose();
    expect(existsSync(path)).toBe(true);
  });

  it('isolate transactions of different connections', async () => {
    const engine = syncFace(`sqlite:///${join(folder, 'isolated.db')}`).engine({ poolclass: NullPool });
    await engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n INTEGER)'));
    const writer = await engine.connect();
    await writer.execDriverSql('INSERT INTO t VALUES (1)');
    const reader = await engine.connect();
    expect((await reader.execDriverSql('SELECT * FROM t')).all()).toEqual([]);
    await reader.close();
    await writer.close();
  });

  it('do not block the event loop while a writer waits for the lock', async () => {
    const engine = asyncFace(`sqlite+aiosqlite:///${join(folder, 'locked.db')}`).engine();
    await engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n INTEGER)'));
    const [first, second] = [await engine.connect(), await engine.connect()];
    await first.execDriverSql('INSERT INTO t VALUES (1)');
    const waiting = second.execDriverSql('INSERT INTO t VALUES (2)') as Promise<unknown>;
    const order: string[] = [];
    const inserted = waiting.then(() => order.push('second inserted'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push('first commits');
    await first.commit();
    await inserted;
    expect(order).toEqual(['first commits', 'second inserted']);
    await second.close();
    await first.close();
  });

  it('report a lock that is not given up within the timeout', async () => {
    const engine = syncFace(`sqlite:///${join(folder, 'busy.db')}?timeout=0.01`).engine({
      poolclass: QueuePool,
    });
    await engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n INTEGER)'));
    const writer = await engine.connect();
    await writer.execDriverSql('INSERT INTO t VALUES (1)');
    const error = await errorOf(() =>
      engine.begin((other) => other.execDriverSql('INSERT INTO t VALUES (2)')),
    );
    expect(error.message.split('\n')[0]).toBe('(libsql.OperationalError) database is locked');
    await writer.close();
    await engine.dispose();
  });
});

it('tasks that share the connection of a database in memory end their transaction once', async () => {
  const connection = await connectAsyncSqlite(makeUrl('sqlite+aiosqlite://'), {});
  await connection.begin();
  await Promise.all([connection.rollback(), connection.rollback(), connection.commit()]);
  connection.close();
});
