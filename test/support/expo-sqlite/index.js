// expo-sqlite needs a phone. This has its calls on libsql: each synchronous method, and its twin, which does the same a turn
// of the event loop later, as the phone's does on a thread of its own.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import Libsql from 'libsql';

/** Adds to a class an asynchronous twin of each of its synchronous methods, but those that it has already. */
function withTwins(type) {
  for (const name of Object.getOwnPropertyNames(type.prototype)) {
    const twin = name.replace(/Sync$/, 'Async');
    if (!name.endsWith('Sync') || twin in type.prototype) continue;
    type.prototype[twin] = async function (...args) {
      await turn();
      return this[name](...args);
    };
  }
  return type;
}

function paramsOf(given) {
  const [first] = given;
  const isWhole =
    given.length === 1 && typeof first === 'object' && first !== null && !ArrayBuffer.isView(first);
  const params = isWhole ? first : given;
  const plain = (value) => (typeof value === 'boolean' ? Number(value) : value);
  if (Array.isArray(params)) return params.map(plain);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name.replace(/^[$:@]/, ''), plain(value)]),
  );
}

class Result {
  #rows;
  constructor(rows, { changes, lastInsertRowid }) {
    this.#rows = rows;
    this.changes = changes;
    this.lastInsertRowId = Number(lastInsertRowid);
  }
  getFirstSync() {
    return this.#rows[0] ?? null;
  }
  getAllSync() {
    return this.#rows;
  }
  resetSync() {}
  [Symbol.iterator]() {
    return this.#rows[Symbol.iterator]();
  }
  async *[Symbol.asyncIterator]() {
    for (const row of this.#rows) {
      await turn();
      yield row;
    }
  }
}
withTwins(Result);

export class SQLiteStatement {
  #database;
  #statement;
  constructor(database, source) {
    this.#database = database;
    this.#statement = database.prepare(source);
  }
  executeSync(...params) {
    return this.#execute(params, false);
  }
  executeForRawResultSync(...params) {
    return this.#execute(params, true);
  }
  getColumnNamesSync() {
    return this.#statement.columns().map(({ name }) => name);
  }
  finalizeSync() {}
  #execute(params, raw) {
    const given = paramsOf(params);
    if (!this.#statement.reader) return new Result([], this.#statement.run(given));
    const rows = this.#statement.raw(true).all(given);
    const names = this.getColumnNamesSync();
    const shaped = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
    const [counts] = this.#database.prepare('SELECT changes(), last_insert_rowid()').raw().all();
    return new Result(raw ? rows : shaped, { changes: counts[0], lastInsertRowid: counts[1] });
  }
}
withTwins(SQLiteStatement);

export class SQLiteDatabase {
  #database;
  constructor(file) {
    this.databasePath = file;
    this.options = {};
    this.#database = new Libsql(file);
  }
  isInTransactionSync() {
    return this.#database.inTransaction;
  }
  closeSync() {
    this.#database.close();
  }
  execSync(source) {
    this.#database.exec(source);
  }
  prepareSync(source) {
    return new SQLiteStatement(this.#database, source);
  }
  runSync(source, ...params) {
    const { changes, lastInsertRowId } = this.prepareSync(source).executeSync(...params);
    return { changes, lastInsertRowId };
  }
  getFirstSync(source, ...params) {
    return this.prepareSync(source)
      .executeSync(...params)
      .getFirstSync();
  }
  getAllSync(source, ...params) {
    return this.prepareSync(source)
      .executeSync(...params)
      .getAllSync();
  }
  *getEachSync(source, ...params) {
    yield* this.prepareSync(source).executeSync(...params);
  }
  async *getEachAsync(source, ...params) {
    yield* await (await this.prepareAsync(source)).executeAsync(...params);
  }
  withTransactionSync(task) {
    try {
      this.execSync('BEGIN');
      task();
      this.execSync('COMMIT');
    } catch (error) {
      this.execSync('ROLLBACK');
      throw error;
    }
  }
  async withTransactionAsync(task) {
    try {
      await this.execAsync('BEGIN');
      await task();
      await this.execAsync('COMMIT');
    } catch (error) {
      await this.execAsync('ROLLBACK');
      throw error;
    }
  }
}
withTwins(SQLiteDatabase);

function fileOf(name, directory = '.') {
  return name === ':memory:' ? name : path.join(directory, name);
}

export function openDatabaseSync(name, _options, directory) {
  return new SQLiteDatabase(fileOf(name, directory));
}

export async function openDatabaseAsync(...args) {
  await turn();
  return openDatabaseSync(...args);
}

export function deleteDatabaseSync(name, directory) {
  rmSync(fileOf(name, directory));
}

export async function deleteDatabaseAsync(...args) {
  await turn();
  deleteDatabaseSync(...args);
}

export function addDatabaseChangeListener() {
  return { remove: () => undefined };
}
