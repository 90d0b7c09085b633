/** Stands for better-sqlite3, which takes minutes to compile: its documented behaviour on libsql, whose calls are much the same. */
const Libsql = require('libsql');

class Statement {
  #statement;
  #shape = 'object';

  constructor(database, source) {
    this.database = database;
    this.source = source;
    this.#statement = database.native.prepare(source);
  }

  get reader() {
    return this.#statement.reader;
  }

  run(...params) {
    const { changes, lastInsertRowid } = this.#statement.run(...params);
    return { changes, lastInsertRowid };
  }

  get(...params) {
    return this.all(...params)[0];
  }

  all(...params) {
    if (!this.reader) throw new TypeError('This statement does not return data. Use run() instead');
    const rows = this.#statement.raw(true).all(...params);
    const names = this.#statement.columns().map(({ name }) => name);
    if (this.#shape === 'raw') return rows;
    if (this.#shape === 'pluck') return rows.map(([first]) => first);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
  }

  iterate(...params) {
    return this.all(...params).values();
  }

  columns() {
    return this.#statement.columns();
  }

  pluck(on = true) {
    this.#shape = on ? 'pluck' : 'object';
    return this;
  }

  raw(on = true) {
    this.#shape = on ? 'raw' : 'object';
    return this;
  }

  safeIntegers(on = true) {
    this.#statement.safeIntegers(on);
    return this;
  }
}

function Database(filename = ':memory:', options = {}) {
  if (!new.target) return new Database(filename, options);
  const native = new Libsql(filename);
  Object.defineProperty(this, 'native', { value: native });
  Object.assign(this, { name: filename, open: true, memory: filename === ':memory:', readonly: false });
  Object.defineProperty(this, 'inTransaction', { get: () => native.inTransaction });
}

Object.assign(Database.prototype, {
  prepare(source) {
    return new Statement(this, source);
  },
  exec(source) {
    this.native.exec(source);
    return this;
  },
  pragma(source, { simple = false } = {}) {
    const statement = this.prepare(`PRAGMA ${source}`);
    const rows = statement.reader ? statement.pluck(simple).all() : [];
    if (!statement.reader) statement.run();
    return simple ? rows[0] : rows;
  },
  transaction(fn) {
    const { native } = this;
    const wrap = (mode) =>
      function (...params) {
        const nested = native.inTransaction;
        native.exec(nested ? 'SAVEPOINT inner' : `BEGIN ${mode}`);
        try {
          const result = fn.apply(this, params);
          if (typeof result?.then === 'function')
            throw new TypeError('Transaction function cannot return a promise');
          native.exec(nested ? 'RELEASE inner' : 'COMMIT');
          return result;
        } catch (error) {
          if (native.inTransaction) native.exec(nested ? 'ROLLBACK TO inner; RELEASE inner' : 'ROLLBACK');
          throw error;
        }
      };
    const modes = {
      default: wrap(''),
      deferred: wrap('DEFERRED'),
      immediate: wrap('IMMEDIATE'),
      exclusive: wrap('EXCLUSIVE'),
    };
    return Object.assign(modes.default, modes);
  },
  close() {
    this.native.close();
    this.open = false;
    return this;
  },
  function() {
    return this;
  },
});

module.exports = Database;
module.exports.SqliteError = Libsql.SqliteError;
