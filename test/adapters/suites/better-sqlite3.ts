import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import Database, { SqliteError } from '../../../src/adapters/sqlite/better-sqlite3.js';

// What is expected is what better-sqlite3 12.4 was seen to do with the same calls.

let db: Database.Database;
beforeEach(async () => {
  db = new Database(':memory:');
  await db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB)');
});

const names = () => db.prepare<[], string>('SELECT name FROM t ORDER BY id').pluck().all();
const insert = (name: string) => db.prepare('INSERT INTO t (name) VALUES (?)').run(name);

describe('parameters', () => {
  test.each<[string, string, unknown[], unknown]>([
    ['positional', 'SELECT ? AS a, ? AS b', [1, 'x'], { a: 1, b: 'x' }],
    ['a list', 'SELECT ? AS a, ? AS b', [[1, 'x']], { a: 1, b: 'x' }],
    ['named in each way', 'SELECT @a AS a, :b AS b, $c AS c', [{ a: 1, b: 2, c: 3 }], { a: 1, b: 2, c: 3 }],
    ['a name twice', 'SELECT @a AS a, @a AS b', [{ a: 1 }], { a: 1, b: 1 }],
    ['both kinds', 'SELECT ? AS a, @b AS b', [1, { b: 2 }], { a: 1, b: 2 }],
    ['numbered, by number', 'SELECT ?2 AS a, ?1 AS b', [{ 1: 'x', 2: 'y' }], { a: 'y', b: 'x' }],
    ['none for undefined', 'SELECT ? AS a', [undefined], { a: null }],
    ['bytes', 'SELECT ? AS a', [new Uint8Array([1])], { a: Buffer.from([1]) }],
    [
      'a number is real, as in better-sqlite3',
      'SELECT typeof(?) AS a, typeof(?) AS b',
      [1, 1n],
      { a: 'real', b: 'integer' },
    ],
    [
      'what only looks like one',
      'SELECT \'?\' AS a, "?" AS b, [:x] AS c -- ?\n FROM (SELECT 1 AS [:x], 2 AS "?") /* @a */',
      [],
      { a: '?', b: 2, c: 1 },
    ],
  ])('%s', async (_, sql, given, row) => {
    expect(await db.prepare(sql).get(...given)).toEqual(row);
  });

  test.each<[string, string, unknown[], string]>([
    ['too few', 'SELECT ?', [], 'RangeError: Too few parameter values were provided'],
    ['too many', 'SELECT ?', [1, 2], 'RangeError: Too many parameter values were provided'],
    ['no names', 'SELECT @a', [], 'TypeError: Missing named parameters'],
    ['a name less', 'SELECT @a, @b', [{ a: 1 }], 'RangeError: Missing named parameter "b"'],
    [
      'a boolean',
      'SELECT ?',
      [true],
      'TypeError: SQLite3 can only bind numbers, strings, bigints, buffers, and null',
    ],
    [
      'a date',
      'SELECT ?',
      [new Date(0)],
      'TypeError: SQLite3 can only bind numbers, strings, bigints, buffers, and null',
    ],
    ['a big bigint', 'SELECT ?', [2n ** 64n], 'RangeError: The bound string, buffer, or bigint is too big'],
    [
      'an object of a class',
      'SELECT @a',
      [
        new (class {
          a = 1;
        })(),
      ],
      'TypeError: Named parameters can only be passed within plain objects',
    ],
  ])('%s is refused', async (_, sql, given, error) => {
    await expect((async () => db.prepare(sql).get(...given))().catch(String)).resolves.toBe(error);
  });
});

test('rows come as objects, values, lists, or by table', async () => {
  await insert('a');
  const statement = () => db.prepare('SELECT id, name, 1 AS one FROM t');
  expect(await statement().all()).toEqual([{ id: 1, name: 'a', one: 1 }]);
  expect(await statement().pluck().all()).toEqual([1]);
  expect(await statement().raw().get()).toEqual([1, 'a', 1]);
  expect([...(await statement().iterate())]).toEqual([{ id: 1, name: 'a', one: 1 }]);
  expect(await statement().safeIntegers().pluck().get()).toBe(1n);
  expect(await db.prepare('SELECT 1 WHERE 0').get()).toBeUndefined();
  expect(JSON.stringify(await statement().get())).toBe('{"id":1,"name":"a","one":1}');
});

export const tellsTables = (): void => {
  test('rows come by table', async () => {
    await insert('a');
    const row = await db.prepare('SELECT id, name, 1 AS one FROM t').expand().get();
    expect(row).toEqual({ t: { id: 1, name: 'a' }, $: { one: 1 } });
  });
};

test('a change tells what it changed, also where it gives rows', async () => {
  expect(await insert('a')).toEqual({ changes: 1, lastInsertRowid: 1 });
  const returning = db.prepare<[string], number>('INSERT INTO t (name) VALUES (?) RETURNING id').pluck();
  expect(await returning.get('b')).toBe(2);
  expect(await returning.run('c')).toEqual({ changes: 1, lastInsertRowid: 3 });
  expect(await db.prepare('SELECT * FROM t').run()).toEqual({ changes: 0, lastInsertRowid: 3 });
  expect(await db.prepare('UPDATE t SET data = NULL').run()).toMatchObject({ changes: 3 });
  await expect(db.prepare("DELETE FROM t WHERE name = 'a'").all()).rejects.toThrow('Use run() instead');
});

test('pragmas', async () => {
  expect(await db.pragma('user_version')).toEqual([{ user_version: 0 }]);
  expect(await db.pragma('user_version = 7')).toEqual([]);
  expect(await db.pragma('user_version', { simple: true })).toBe(7);
});

describe('transactions', () => {
  test('are kept when the function ends, and undone when it throws', async () => {
    const both = db.transaction(async (first: string, second: string) => {
      await insert(first);
      await insert(second);
      return 'done';
    });
    expect(await both('a', 'b')).toBe('done');
    await expect(both.immediate('c', 'a')).rejects.toThrow(SqliteError);
    expect(await names()).toEqual(['a', 'b']);
    expect(db.inTransaction).toBe(false);
  });

  test('inside others undo their own part alone', async () => {
    const inner = db.transaction(async (name: string) => {
      await insert(name);
      if (name === 'bad') throw new Error('bad');
    });
    await db.transaction(async () => {
      await inner('a');
      await expect(inner('bad')).rejects.toThrow('bad');
      await inner('b');
    })();
    expect(await names()).toEqual(['a', 'b']);
  });

  test('have the connection to themselves: what others do meanwhile is not part of them', async () => {
    const slow = db.transaction(async () => {
      await insert('mine');
      await wait(20);
      throw new Error('undo mine');
    });
    const failing = expect(slow()).rejects.toThrow('undo mine');
    await wait(5);
    await insert('yours');
    await failing;
    expect(await names()).toEqual(['yours']);
  });

  test('take their turns', async () => {
    const add = db.transaction(async (name: string) => {
      const count = (await names()).length;
      await wait(5);
      await insert(`${name}${String(count)}`);
    });
    await Promise.all([add('a'), add('b'), add('c')]);
    expect(await names()).toEqual(['a0', 'b1', 'c2']);
  });

  test('undo what is still under way when one of several operations fails', async () => {
    await insert('taken');
    const many = db.transaction(async () => {
      await Promise.all([insert('taken'), insert('left over')]);
    });
    await expect(many()).rejects.toThrow('UNIQUE');
    expect(await names()).toEqual(['taken']);
  });

  test('keep `this`', async () => {
    const object = {
      name: 'a',
      save: db.transaction(function (this: { name: string }) {
        return this.name;
      }),
    };
    expect(await object.save()).toBe('a');
  });
});

describe('transactions written by hand', () => {
  /** Begins, does something slow, and ends as it is told. */
  async function slowly(name: string, end: 'COMMIT' | 'ROLLBACK', begin = 'BEGIN') {
    await db.exec(begin);
    await insert(name);
    await wait(10);
    await insert(`${name} again`);
    expect(db.inTransaction).toBe(true);
    await db.exec(end);
  }

  test.each(['BEGIN', 'begin immediate transaction', '-- start\nBEGIN EXCLUSIVE;', 'SAVEPOINT mine'])(
    '%s: what others do meanwhile is not part of them',
    async (begin) => {
      const end = begin.startsWith('SAVE') ? 'ROLLBACK TO mine; RELEASE mine' : 'ROLLBACK';
      const mine = slowly('mine', end as 'ROLLBACK', begin);
      const yours = insert('yours');
      const hers = slowly('hers', 'COMMIT');
      const his = db.transaction(() => insert('his'))();
      await Promise.all([mine, yours, hers, his]);
      expect(await names()).toEqual(['yours', 'hers', 'hers again', 'his']);
    },
  );

  test('of one caller follow each other, whoever begins first', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => slowly(name, name === 'b' ? 'ROLLBACK' : 'COMMIT')));
    expect(await names()).toEqual(['a', 'a again', 'c', 'c again']);
    await insert('d');
    expect(await names()).toContain('d');
  });

  test('may be begun and ended by statements, and by functions of their own', async () => {
    const begin = db.prepare('BEGIN');
    const commit = db.prepare('COMMIT');
    const start = () => begin.run();
    const both = async (name: string) => {
      await start();
      await insert(name);
      await wait(5);
      await commit.run();
    };
    await Promise.all([both('a'), both('b')]);
    expect(await names()).toEqual(['a', 'b']);
    expect(db.inTransaction).toBe(false);
  });

  test('end when SQLite undoes them, and when they do not begin', async () => {
    await insert('taken');
    await db.exec('BEGIN');
    await expect(db.exec('BEGIN')).rejects.toThrow('within a transaction');
    await expect(db.exec("INSERT OR ROLLBACK INTO t (name) VALUES ('taken')")).rejects.toThrow('UNIQUE');
    await expect(db.exec('BEGIN NONSENSE')).rejects.toThrow('syntax error');
    await slowly('a', 'COMMIT');
    expect(await names()).toEqual(['taken', 'a', 'a again']);
  });

  test('may hold others', async () => {
    await db.exec('BEGIN');
    await db.exec('SAVEPOINT one');
    await insert('undone');
    await db.exec('ROLLBACK TO one');
    await db.transaction(() => insert('kept'))();
    await expect(
      db.transaction(async () => {
        await insert('undone too');
        throw new Error('no');
      })(),
    ).rejects.toThrow('no');
    await db.exec('COMMIT');
    expect(await names()).toEqual(['kept']);
  });

  test('may be one script', async () => {
    await db.exec("BEGIN; INSERT INTO t (name) VALUES ('a'); COMMIT;");
    await db.exec("BEGIN; INSERT INTO t (name) VALUES ('b');");
    await db.exec("INSERT INTO t (name) VALUES ('c'); ROLLBACK;");
    expect(await names()).toEqual(['a']);
  });

  test('that cannot be kept are still there to be undone', async () => {
    await db.exec('PRAGMA foreign_keys = ON; CREATE TABLE u (t REFERENCES t DEFERRABLE INITIALLY DEFERRED)');
    await db.exec('BEGIN');
    await db.exec('INSERT INTO u VALUES (7)');
    await expect(db.exec('COMMIT')).rejects.toThrow('FOREIGN KEY');
    expect(db.inTransaction).toBe(true);
    await db.exec('ROLLBACK');
    expect(await db.prepare('SELECT * FROM u').all()).toEqual([]);
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-adapter-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('opens, closes, and is refused as better-sqlite3 does', async () => {
    const file = path.join(folder, 'a.db');
    expect(() => new Database(file, { fileMustExist: true })).toThrow('unable to open database file');
    expect(() => new Database(path.join(folder, 'no/a.db'))).toThrow('the directory does not exist');
    expect(() => new Database(':memory:', { readonly: true })).toThrow('cannot be readonly');
    const one = new Database(file);
    await one.exec('CREATE TABLE x (a)');
    expect(one.close().open).toBe(false);
    expect(() => one.prepare('SELECT 1')).toThrow('The database connection is not open');
    const reader = new Database(file, { readonly: true });
    await expect(reader.exec('INSERT INTO x VALUES (1)')).rejects.toThrow('readonly');
    reader.close();
  });

  test('does what it was told to do first, also when it is closed at once', async () => {
    const file = path.join(folder, 'set-up.db');
    const one = new Database(file);
    const ready = one.setUp(async (it) => {
      await it.exec('CREATE TABLE x (a)');
      await it.prepare('INSERT INTO x VALUES (1)').run();
    });
    one.close();
    expect(() => one.prepare('SELECT 1')).toThrow('The database connection is not open');
    await ready;
    const other = new Database(file);
    expect(await other.prepare('SELECT a FROM x').pluck().all()).toEqual([1]);
    other.close();
  });

  test.each(['by itself', 'in a transaction', 'in rows'])(
    'after it was locked by others for too long, what is written is kept (%s)',
    async (how) => {
      const file = path.join(folder, `${how}.db`);
      const one = new Database(file);
      await one.exec('CREATE TABLE x (a UNIQUE)');
      const other = new Database(file, { timeout: 10 });
      await other.pragma('foreign_keys = ON');
      await one.transaction(async () => {
        await one.exec('INSERT INTO x VALUES (1)');
        const write = async () => {
          if (how === 'in rows') return other.prepare('INSERT INTO x VALUES (2) RETURNING a').all();
          return other.prepare('INSERT INTO x VALUES (?)').run(2);
        };
        const whole = how === 'in a transaction' ? other.transaction(write) : write;
        await expect(whole()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
        await expect(whole()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
      })();
      await other.prepare('INSERT INTO x VALUES (?)').run(3);
      await other.transaction(() => other.prepare('INSERT INTO x VALUES (?)').run(4))();
      expect(await one.prepare('SELECT a FROM x').pluck().all()).toEqual([1, 3, 4]);
      expect(await other.pragma('foreign_keys', { simple: true })).toBe(1);
      one.close();
      other.close();
    },
  );

  test('has the name it is given, also where that looks like a URL', async () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      const odd = new Database('file:odd.db');
      await odd.exec('CREATE TABLE t (id)');
      odd.close();
      expect(odd.name).toBe('file:odd.db');
      expect(existsSync(path.join(folder, 'file:odd.db'))).toBe(true);
      expect(existsSync(path.join(folder, 'odd.db'))).toBe(false);
    } finally {
      process.chdir(here);
    }
  });

  test('is copied by backup', async () => {
    await insert('a');
    const copy = path.join(folder, 'copy.db');
    expect(await db.backup(copy)).toMatchObject({ remainingPages: 0 });
    expect(readFileSync(copy).subarray(0, 6).toString()).toBe('SQLite');
  });

  test('is copied by backup where it is only read, and stays so', async () => {
    const file = path.join(folder, 'read.db');
    const one = new Database(file);
    await one.exec('CREATE TABLE x (a)');
    one.close();
    const reader = new Database(file, { readonly: true });
    await reader.backup(path.join(folder, 'read-copy.db'));
    expect(readFileSync(path.join(folder, 'read-copy.db')).subarray(0, 6).toString()).toBe('SQLite');
    await expect(reader.exec('INSERT INTO x VALUES (1)')).rejects.toThrow('readonly');
    reader.close();
  });

  test('says whether a statement gives rows', async () => {
    expect(await db.prepare('SELECT 1').reader).toBe(true);
    expect(await db.prepare('CREATE TABLE of_no_rows (a)').reader).toBe(false);
  });
});

test('the database is made with and without `new`, and is what classes extend', async () => {
  class Notes extends Database {
    count() {
      return this.prepare<[], number>('SELECT count(*) FROM sqlite_master').pluck().get();
    }
  }
  expect(await new Notes().count()).toBe(0);
  expect(Database(':memory:')).toBeInstanceOf(Database);
  expect(new Database.SqliteError('m', 'SQLITE_X')).toMatchObject({ message: 'm', code: 'SQLITE_X' });
});

test('a table may come between a statement and its first run', async () => {
  const later = db.prepare('SELECT count(*) FROM later').pluck();
  await expect(later.get()).rejects.toThrow('no such table');
  await db.exec('CREATE TABLE later (a)');
  expect(await later.get()).toBe(0);
});
