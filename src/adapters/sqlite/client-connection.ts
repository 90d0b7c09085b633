import {
  LibsqlError,
  type Client,
  type InStatement,
  type InValue,
  type ResultSet,
  type Transaction as ClientTransaction,
  type TransactionMode,
} from '@libsql/client';
import type { Changed, Column, Connection, Prepared } from './connection.js';
import type { SqlValue } from './parameters.js';
import { beginsTransaction, endsTransaction, givesRows, statementsOf } from './sql.js';
import { asSqliteError } from './sqlite-error.js';

/** What executes statements: a client, or a transaction of one. */
type Target = Pick<Client, 'execute' | 'executeMultiple'>;

/** A connection through @libsql/client, whose transactions are begun and ended by statements. */
export class ClientConnection implements Connection {
  readonly #client: Client;
  #transaction: ClientTransaction | undefined;
  /** What the connection was told of itself, to tell another. */
  readonly #settings = new Set<string>();
  #isStale = false;
  /** The savepoints of a transaction that the first of them began. */
  #savepoints: string[] | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  get inTransaction(): boolean {
    return this.#transaction?.closed === false;
  }

  prepare(sql: string): Promise<Prepared> {
    let columns: Column[] | undefined;
    const run = async (values: SqlValue[]): Promise<ResultSet> => {
      const result = await this.execute({ sql, args: values.map(storable) }).catch(asSqliteError);
      columns = result.columns.map((name, i) => columnOf(name, result.columnTypes[i]));
      return result;
    };
    const reader = givesRows(sql);
    return Promise.resolve({
      reader,
      columns: () => {
        if (!columns) throw new TypeError('@libsql/client tells of columns once a statement has run');
        return columns;
      },
      rows: async (values, safeIntegers) => {
        const { columns, rows } = await run(values);
        return rows.map((row) => columns.map((_, i) => plainValue(row[i], safeIntegers)));
      },
      run: async (values, safeIntegers) => {
        // Of a statement that gives rows a file's client tells nothing else.
        if (reader && this.#client.protocol === 'file')
          return this.#changesOf(() => run(values), safeIntegers);
        const { rowsAffected, lastInsertRowid = BigInt(0) } = await run(values);
        return {
          changes: rowsAffected,
          lastInsertRowid: safeIntegers ? lastInsertRowid : Number(lastInsertRowid),
        };
      },
    });
  }

  async exec(sql: string): Promise<void> {
    const count = statementsOf(sql).length;
    if (count === 1) await this.execute(sql).catch(asSqliteError);
    else if (count > 1) await this.executeMultiple(sql).catch(asSqliteError);
  }

  /** Executes one statement, in the transaction there is. */
  execute(statement: InStatement): Promise<ResultSet> {
    const sql = typeof statement === 'string' ? statement : statement.sql;
    // What begins a transaction is done by then.
    return this.#inTransaction(sql, (target, rest) => target.execute(rest === sql ? statement : nothing));
  }

  /** Executes several statements, in the transaction there is. */
  executeMultiple(sql: string): Promise<void> {
    return this.#inTransaction(sql, (target, rest) => target.executeMultiple(rest));
  }

  loadExtension(): void {
    throw new TypeError('@libsql/client loads no extensions');
  }

  close(): void {
    this.#client.close();
  }

  /** Does something on the client or in its transaction, which may begin with it or end with it. */
  async #inTransaction<T>(sql: string, work: (target: Target, rest: string) => Promise<T>): Promise<T> {
    if (this.#isStale && !this.inTransaction) await this.#reconnect();
    let rest = sql;
    if (!this.inTransaction && beginsTransaction(sql)) {
      const [first = [], ...others] = statementsOf(sql);
      if (others.length > 0 && endsTransaction(sql)) return this.#watched(sql, work(this.#client, sql));
      this.#transaction = await this.#watched('', this.#client.transaction(modeOf(first)));
      this.#savepoints = first[0] === 'SAVEPOINT' ? [] : undefined;
      if (first[0] === 'BEGIN') rest = others.length === 0 ? '' : sql.replace(beginning, '');
    }
    const transaction = this.#transaction;
    if (!transaction) return this.#watched(sql, work(this.#client, sql));
    try {
      const result = await this.#watched(rest, work(transaction, rest));
      if (this.#leavesLastSavepoint(sql)) await transaction.execute('COMMIT');
      else if (!endsTransaction(sql)) return result;
      this.#end();
      return result;
    } finally {
      // Some errors make SQLite undo the transaction itself.
      if (transaction.closed) this.#end();
    }
  }

  /** Gives what was done, and keeps what it tells of the connection. */
  async #watched<T>(sql: string, done: Promise<T>): Promise<T> {
    try {
      const result = await done;
      for (const [setting] of sql.matchAll(settings)) {
        this.#settings.delete(setting);
        this.#settings.add(setting);
      }
      return result;
    } catch (error) {
      if (error instanceof LibsqlError && ((error.rawCode ?? 0) & 0xff) === busy) this.#isStale = true;
      throw error;
    }
  }

  /** Takes another connection to the file. A statement that failed on a lock stays begun, and nothing written after it is kept. */
  async #reconnect(): Promise<void> {
    this.#isStale = false;
    this.#client.reconnect();
    for (const setting of this.#settings) await this.#client.execute(setting);
  }

  /** Follows the savepoints of a transaction that a savepoint began: it ends with the first of them. */
  #leavesLastSavepoint(sql: string): boolean {
    if (!this.#savepoints) return false;
    for (const words of statementsOf(sql)) {
      const name = words.at(-1) ?? '';
      if (words[0] === 'SAVEPOINT') this.#savepoints.push(name);
      if (words[0] === 'RELEASE') this.#savepoints.length = Math.max(0, this.#savepoints.lastIndexOf(name));
    }
    return this.#savepoints.length === 0;
  }

  #end(): void {
    this.#transaction?.close();
    this.#transaction = undefined;
    this.#savepoints = undefined;
  }

  async #changesOf(work: () => Promise<unknown>, safeIntegers: boolean): Promise<Changed> {
    const [before] = await this.#counts();
    await work();
    const [after, changes, rowid = 0] = await this.#counts();
    return {
      changes: after === before ? 0 : Number(changes),
      lastInsertRowid: safeIntegers ? BigInt(rowid) : Number(rowid),
    };
  }

  async #counts(): Promise<(number | bigint)[]> {
    const { rows } = await this.execute('SELECT total_changes(), changes(), last_insert_rowid()');
    return [0, 1, 2].map((i) => rows[0]?.[i] as number | bigint);
  }
}

/** SQLite's number for a lock that another connection holds. */
const busy = 5;

const settings = /\bPRAGMA\s+[\w.]+\s*=[^;]+|\bATTACH\b[^;]+/gi;

/** What does nothing, in a transaction that has just begun. */
const nothing = 'SELECT 0 WHERE 0';

/** The statement that begins a transaction, with the comments before it. */
const beginning = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*BEGIN[^;]*;/i;

function modeOf(begin: readonly string[]): TransactionMode {
  if (begin.includes('READONLY')) return 'read';
  return begin.includes('IMMEDIATE') || begin.includes('EXCLUSIVE') ? 'write' : 'deferred';
}

function columnOf(name: string, type = ''): Column {
  return { name, column: null, table: null, database: null, type: type === '' ? null : type };
}

/** A value as SQLite would store it: it has no number that is none. */
function storable(value: SqlValue): InValue {
  return Number.isNaN(value) ? null : value;
}

function plainValue(value: unknown, safeIntegers: boolean): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return typeof value === 'bigint' && !safeIntegers ? Number(value) : value;
}
