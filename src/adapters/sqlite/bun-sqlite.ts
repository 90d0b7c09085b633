import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { bindBun } from './bun-parameters.js';
import type { Prepared } from './connection.js';
import { Handle, namesFile, SqliteError } from './libsql.js';
import { parametersOf, type SqlValue } from './parameters.js';
import type { SharedConnection } from './shared-connection.js';

export type SQLQueryBindings =
  | string
  | bigint
  | ArrayBufferView
  | ArrayBuffer
  | number
  | boolean
  | null
  | Record<string, string | bigint | ArrayBufferView | ArrayBuffer | number | boolean | null>;

export interface DatabaseOptions {
  readonly?: boolean | undefined;
  create?: boolean | undefined;
  readwrite?: boolean | undefined;
  safeIntegers?: boolean | undefined;
  strict?: boolean | undefined;
  /** What a remote database asks for. */
  authToken?: string | undefined;
}

export interface Changes {
  changes: number;
  lastInsertRowid: number | bigint;
}

type ListOf<P> = P extends unknown[] ? P : [P];

/** Functions that run in a transaction, with each kind of lock. */
type TransactionFunction<A extends unknown[], T> = (...args: A) => Promise<Awaited<T>>;
type Transaction<A extends unknown[], T> = TransactionFunction<A, T> &
  Record<'deferred' | 'immediate' | 'exclusive', TransactionFunction<A, T>>;

/** An error of SQLite's, as bun:sqlite has it. */
export class SQLiteError extends Error {
  readonly errno: number;
  readonly code: string;
  readonly byteOffset = -1;

  constructor(message: string, code: string, errno: number) {
    super(message);
    this.name = 'SQLiteError';
    this.code = code;
    this.errno = errno;
  }
}

/** @throws the error, as bun:sqlite's where it is SQLite's */
function asBunError(error: unknown): never {
  throw error instanceof SqliteError ? new SQLiteError(error.message, error.code, error.rawCode ?? 1) : error;
}

/** A connection with the methods of bun:sqlite. Those that talk to the database give promises. */
export class Database extends Handle {
  readonly filename: string;
  readonly #settings: { safeIntegers: boolean; strict: boolean };
  readonly #queries = new Map<string, Statement>();
  #isOpen = true;

  constructor(filename = '', options: number | DatabaseOptions = {}) {
    super();
    this.filename = filename === '' ? ':memory:' : filename;
    const given = typeof options === 'number' ? flagged(options) : options;
    const { readonly = false, create, readwrite, safeIntegers = false, strict = false, authToken } = given;
    this.#settings = { safeIntegers, strict };
    const asksForMode = readonly || readwrite === true || create !== undefined;
    checkFile(this.filename, create ?? !asksForMode);
    this.connect(this.filename, {
      timeout: 0,
      setUp: ' PRAGMA foreign_keys = OFF;',
      readonly,
      ...(authToken === undefined ? {} : { authToken }),
    });
  }

  static open(filename: string, options?: number | DatabaseOptions): Database {
    return new Database(filename, options);
  }

  get inTransaction(): boolean {
    return this.#isOpen && this.shared.inTransaction;
  }

  /** A statement, the same for the same SQL. SQLite sees it when it is first run. */
  query<Result, P extends SQLQueryBindings | SQLQueryBindings[]>(sql: string): Statement<Result, ListOf<P>> {
    const known = this.#queries.get(sql);
    const statement = known && !known.isFinalized ? known : this.prepare<unknown, SQLQueryBindings[]>(sql);
    this.#queries.set(sql, statement);
    return statement as Statement<Result, ListOf<P>>;
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare<Result, P extends SQLQueryBindings | SQLQueryBindings[]>(
    sql: string,
    params?: P,
  ): Statement<Result, ListOf<P>> {
    if (!this.#isOpen && !this.isSettingUp) throw new RangeError('Cannot use a closed database');
    return new Statement<Result, ListOf<P>>(sql, this.shared, this.#settings, params);
  }

  async run(sql: string, ...bindings: SQLQueryBindings[][]): Promise<Changes> {
    if (bindings.length > 0) return new Statement(sql, this.shared, this.#settings).run(...bindings);
    return this.shared
      .use(async (connection) => {
        const before = await connection.prepare(counting);
        const [first] = await before.rows([], this.#settings.safeIntegers);
        await connection.exec(sql);
        const [last = []] = await before.rows([], this.#settings.safeIntegers);
        const changes = Number(last[0]) - Number(first?.[0]);
        return { changes, lastInsertRowid: last[1] as number | bigint };
      }, sql)
      .catch(asBunError);
  }

  /** The same as `run`. */
  exec(sql: string, ...bindings: SQLQueryBindings[][]): Promise<Changes> {
    return this.run(sql, ...bindings);
  }

  /**
   * Makes a function that runs in a transaction: what it does is kept when it ends, and undone when it throws. Called
   * inside another transaction it undoes its own part alone. What others do on this connection waits for its end.
   */
  transaction<A extends unknown[], T>(insideTransaction: (...args: A) => T): Transaction<A, T> {
    const { shared } = this;
    const wrap = (mode: string): TransactionFunction<A, T> =>
      function (this: unknown, ...args) {
        return shared.transact(mode, () => insideTransaction.apply(this, args)).catch(asBunError);
      };
    return Object.assign(wrap(''), {
      deferred: wrap(' DEFERRED'),
      immediate: wrap(' IMMEDIATE'),
      exclusive: wrap(' EXCLUSIVE'),
    });
  }

  loadExtension(extension: string): void {
    this.shared.loadExtension(extension);
  }

  clearQueryCache(): void {
    this.#queries.clear();
  }

  close(): void {
    if (this.#isOpen) this.shared.close();
    this.#isOpen = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** How many rows this connection has changed, and the last it has added. */
const counting = 'SELECT total_changes(), last_insert_rowid()';

/** A statement with the methods of bun:sqlite. Those that talk to the database give promises. */
export class Statement<Result = unknown, P extends unknown[] = unknown[]> {
  readonly #sql: string;
  readonly #shared: SharedConnection;
  readonly #parameters: readonly (string | undefined)[];
  readonly #strict: boolean;
  /** What it was run with last, for a run with nothing. */
  #values: SqlValue[] | undefined;
  #safeIntegers: boolean;
  #prepared: Promise<Prepared> | undefined;
  #prototype: object | undefined;
  #isFinalized = false;

  constructor(
    sql: string,
    shared: SharedConnection,
    { safeIntegers, strict }: { safeIntegers: boolean; strict: boolean },
    bound?: unknown,
  ) {
    this.#sql = sql;
    this.#shared = shared;
    this.#safeIntegers = safeIntegers;
    this.#strict = strict;
    this.#parameters = parametersOf(sql);
    if (bound !== undefined) this.#values = bindBun(this.#parameters, [bound], strict);
  }

  get paramsCount(): number {
    return this.#parameters.length;
  }

  get isFinalized(): boolean {
    return this.#isFinalized;
  }

  async all(...params: P): Promise<Result[]> {
    return this.#rows(params);
  }

  async get(...params: P): Promise<Result | null> {
    return (await this.#rows(params))[0] ?? null;
  }

  /** The rows as they are now, one after another. */
  async iterate(...params: P): Promise<IterableIterator<Result>> {
    return (await this.#rows(params)).values();
  }

  values(...params: P): Promise<(string | bigint | number | Uint8Array | null)[][]> {
    return this.#lists(params) as Promise<(string | bigint | number | Uint8Array | null)[][]>;
  }

  run(...params: P): Promise<Changes> {
    return this.#use(params, (statement, values) => statement.run(values, this.#safeIntegers));
  }

  /** The same statement, whose rows are objects of a class. Its constructor is not called. */
  as<T = unknown>(Class: new (...args: never[]) => T): Statement<T, P> {
    this.#prototype = Class.prototype as object;
    return this as unknown as Statement<T, P>;
  }

  safeIntegers(enabled: boolean): this;
  safeIntegers(): boolean;
  safeIntegers(enabled?: boolean): this | boolean {
    if (enabled === undefined) return this.#safeIntegers;
    this.#safeIntegers = enabled;
    return this;
  }

  finalize(): void {
    this.#isFinalized = true;
  }

  [Symbol.dispose](): void {
    this.finalize();
  }

  toString(): string {
    return this.#sql;
  }

  async #rows(params: unknown[]): Promise<Result[]> {
    const lists = await this.#lists(params, true);
    return lists.map((row) => {
      const made: Record<string, unknown> = Object.create(
        this.#prototype ?? Object.prototype,
      ) as object as Record<string, unknown>;
      for (const [name, value] of row as [string, unknown][]) made[name] = value;
      return made as Result;
    });
  }

  /** The rows as lists of values, or of names with values. */
  #lists(params: unknown[], named = false): Promise<unknown[][]> {
    return this.#use(params, async (statement, values) => {
      if (!statement.reader) {
        await statement.run(values, true);
        return [];
      }
      const rows = await statement.rows(values, this.#safeIntegers);
      const plain = rows.map((row) =>
        row.map((value) => (Buffer.isBuffer(value) ? new Uint8Array(value) : value)),
      );
      if (!named) return plain;
      const names = statement.columns().map(({ name }) => name);
      return plain.map((row) => names.map((name, i) => [name, row[i]]));
    });
  }

  async #use<T>(
    params: unknown[],
    work: (statement: Prepared, values: SqlValue[]) => Promise<T>,
  ): Promise<T> {
    if (this.#isFinalized) throw new Error('Statement has finalized');
    const isAgain = params.length === 0 && this.#values !== undefined;
    const values = isAgain ? (this.#values ?? []) : bindBun(this.#parameters, params, this.#strict);
    this.#values = values;
    const done = this.#shared.use(async (connection) => {
      this.#prepared ??= connection.prepare(this.#sql).catch((error: unknown) => {
        this.#prepared = undefined;
        throw error;
      });
      return work(await this.#prepared, values);
    }, this.#sql);
    return done.catch(asBunError);
  }
}

/** What the numbers of SQLite's for opening a file say. */
function flagged(flags: number): DatabaseOptions {
  return { readonly: (flags & 1) !== 0, readwrite: (flags & 2) !== 0, create: (flags & 4) !== 0 };
}

/** @throws what bun:sqlite throws when there is no such file to open */
function checkFile(filename: string, creates: boolean): void {
  if (filename === ':memory:' || !namesFile(filename)) return;
  const isThere = existsSync(creates ? path.dirname(filename) : filename);
  if (!isThere || statSync(filename, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SQLiteError('unable to open database file', 'SQLITE_CANTOPEN', 14);
  }
}

export default Database;
