import type { Client } from '@libsql/client';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import Database from '../../src/adapters/sqlite/better-sqlite3.js';
import type { Handle } from '../../src/adapters/sqlite/libsql-client.js';
import './suites/better-sqlite3.js';

vi.mock('../../src/adapters/sqlite/libsql.js', () => import('../../src/adapters/sqlite/libsql-client.js'));

describe('the client', () => {
  let db: Database.Database;
  let client: Client;
  beforeEach(async () => {
    db = new Database(':memory:');
    ({ client } = db as unknown as Handle);
    await client.executeMultiple('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)');
  });
  const insert = (name: string) => client.execute('INSERT INTO t (name) VALUES (?)', [name]);
  const names = async () =>
    (await client.execute('SELECT name FROM t ORDER BY id')).rows.map((row) => row[0]);

  test('gives what @libsql/client gives', async () => {
    expect(await insert('a')).toMatchObject({ rowsAffected: 1, lastInsertRowid: 1n });
    const { rows, columns } = await client.execute({
      sql: 'SELECT * FROM t WHERE name = :name',
      args: { name: 'a' },
    });
    expect(columns).toEqual(['id', 'name']);
    expect(rows).toEqual([{ id: 1, name: 'a' }]);
    expect([rows[0]?.[0], rows[0]?.[1], rows[0]?.length]).toEqual([1, 'a', 2]);
    await expect(insert('a')).rejects.toMatchObject({
      name: 'LibsqlError',
      code: 'SQLITE_CONSTRAINT',
      extendedCode: 'SQLITE_CONSTRAINT_UNIQUE',
    });
    await expect(client.execute('SELECT 9007199254740993')).rejects.toThrow(RangeError);
  });

  test('is part of the transaction it is used in', async () => {
    const failing = db.transaction(async () => {
      await insert('undone');
      await client.batch(['SELECT 1', ['INSERT INTO t (name) VALUES (?)', ['undone too']]], 'write');
      const inner = await client.transaction('write');
      await inner.execute("INSERT INTO t (name) VALUES ('inner')");
      await inner.commit();
      throw new Error('no');
    });
    const failed = expect(failing()).rejects.toThrow('no');
    await insert('kept');
    await failed;
    expect(await names()).toEqual(['kept']);
  });

  test('has transactions that others are not part of', async () => {
    const slowly = async (name: string, end: 'commit' | 'rollback' | 'close') => {
      const transaction = await client.transaction('write');
      await transaction.execute({ sql: 'INSERT INTO t (name) VALUES (?)', args: [name] });
      await wait(5);
      await db.prepare('INSERT INTO t (name) VALUES (?)').run(`${name} too`);
      await transaction[end]();
      transaction.close();
    };
    await Promise.all([
      slowly('a', 'rollback'),
      insert('yours'),
      slowly('b', 'commit'),
      slowly('c', 'close'),
    ]);
    expect(await names()).toEqual(['yours', 'b', 'b too']);
  });

  test('has transactions inside others, which undo their own part', async () => {
    const outer = await client.transaction('write');
    await insert('a');
    const inner = await client.transaction('write');
    await insert('b');
    await inner.rollback();
    expect([inner.closed, outer.closed]).toEqual([true, false]);
    await outer.commit();
    expect(outer.closed).toBe(true);
    expect(await names()).toEqual(['a']);
  });

  test('a batch is kept whole, or not at all', async () => {
    await insert('taken');
    await expect(
      client.batch(["INSERT INTO t (name) VALUES ('a')", "INSERT INTO t (name) VALUES ('taken')"]),
    ).rejects.toThrow('UNIQUE');
    expect(await names()).toEqual(['taken']);
  });
});

test('a database may be on a server', () => {
  const db = new Database('https://localhost:1/?authToken=x');
  expect((db as unknown as Handle).client.protocol).toBe('http');
  expect(() => new Database('libsql://localhost', { readonly: true })).toThrow('cannot be opened readonly');
});

test('a file may have a name with signs of a URL', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-client-'));
  try {
    const file = path.join(folder, 'a b%20#?.db');
    const one = new Database(file);
    await one.exec('CREATE TABLE t (a)');
    expect(readdirSync(folder)).toEqual(['a b%20#?.db']);
    one.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
