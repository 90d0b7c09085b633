import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { bindBun } from './bun-parameters.js';
import type { Prepared } from './connection.js';
import { Hidden } from './hidden.js';
import { connect, Handle, namesFile, SqliteError } from './libsql.js';
import { parametersOf, type SqlValue } from './parameters.js';
import { asSameClass } from './same-class.js';
import type { SharedConnection } from './shared-connection.js';
import { isSettingUp, sharedOf } from './shared-handle.js';

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

asSameClass(SQLiteError, 'bun:sqlite SQLiteError');

/** @throws the error, as bun:sqlite's where it is SQLite's */
function asBunError(error: unknown): never {
  throw error instanceof SqliteError ? new SQLiteError(error.message, error.code, error.rawCode ?? 1) : error;
}

/** What a database keeps to itself. */
interface DatabaseState {
  readonly settings: { safeIntegers: boolean; strict: boolean };
  readonly queries: Map<string, Statement>;
  isOpen: boolean;
}

const databases = new Hidden<DatabaseState>();

/** A connection with the methods of bun:sqlite. Those that talk to the database give promises. */
export class Database extends Handle {
  readonly filename: string;

  constructor(filename = '', options: number | DatabaseOptions = {}) {
    super();
    this.filename = filename === '' ? ':memory:' : filename;
    const given = typeof options === 'number' ? flagged(options) : options;
    const { readonly = false, create, readwrite, safeIntegers = false, strict = false, authToken } = given;
    databases.set(this, { settings: { safeIntegers, strict }, queries: new Map(), isOpen: true });
    const asksForMode = readonly || readwrite === true || create !== undefined;
    checkFile(this.filename, create ?? !asksForMode);
    connect(this, this.filename, {
      timeout: 0,
      setUp: ' PRAGMA foreign_keys = OFF;',
      quotedStrings: true,
      readonly,
      ...(authToken === undefined ? {} : { authToken }),
    });
  }

  static open(filename: string, options?: number | DatabaseOptions): Database {
    return new Database(filename, options);
  }

  get inTransaction(): boolean {
    return databases.of(this).isOpen && sharedOf(this).inTransaction;
  }

  /** A statement, the same for the same SQL. SQLite sees it when it is first run. */
  query<Result, P extends SQLQueryBindings | SQLQueryBindings[]>(sql: string): Statement<Result, ListOf<P>> {
    const { queries } = databases.of(this);
    const known = queries.get(sql);
    const statement = known && !known.isFinalized ? known : this.prepare<unknown, SQLQueryBindings[]>(sql);
    queries.set(sql, statement);
    return statement as Statement<Result, ListOf<P>>;
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare<Result, P extends SQLQueryBindings | SQLQueryBindings[]>(
    sql: string,
    params?: P,
  ): Statement<Result, ListOf<P>> {
    const { isOpen, settings } = databases.of(this);
    if (!isOpen && !isSettingUp(this)) throw new RangeError('Cannot use a closed database');
    return new Statement<Result, ListOf<P>>(sql, sharedOf(this), settings, params);
  }

  async run(sql: string, ...bindings: SQLQueryBindings[][]): Promise<Changes> {
    const { settings } = databases.of(this);
    if (bindings.length > 0) return new Statement(sql, sharedOf(this), settings).run(...bindings);
    return sharedOf(this)
      .use(async (connection) => {
        const before = await connection.prepare(counting);
        const [first] = await before.rows([], settings.safeIntegers);
        await connection.exec(sql);
        const [last = []] = await before.rows([], settings.safeIntegers);
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
    const shared = sharedOf(this);
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
    sharedOf(this).loadExtension(extension);
  }

  clearQueryCache(): void {
    databases.of(this).queries.clear();
  }

  close(): void {
    const state = databases.of(this);
    if (state.isOpen) sharedOf(this).close();
    state.isOpen = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

asSameClass(Database, 'bun:sqlite Database');

/** How many rows this connection has changed, and the last it has added. */
const counting = 'SELECT total_changes(), last_insert_rowid()';

/** What a statement keeps to itself. */
interface StatementState {
  readonly sql: string;
  readonly shared: SharedConnection;
  readonly parameters: readonly (string | undefined)[];
  readonly strict: boolean;
  /** What it was run with last, for a run with nothing. */
  values: SqlValue[] | undefined;
  safeIntegers: boolean;
  prepared: Promise<Prepared> | undefined;
  prototype: object | undefined;
  isFinalized: boolean;
}

const statements = new Hidden<StatementState>();

/** A statement with the methods of bun:sqlite. Those that talk to the database give promises. */
export class Statement<Result = unknown, P extends unknown[] = unknown[]> {
  constructor(
    sql: string,
    shared: SharedConnection,
    { safeIntegers, strict }: { safeIntegers: boolean; strict: boolean },
    bound?: unknown,
  ) {
    const parameters = parametersOf(sql);
    statements.set(this, {
      sql,
      shared,
      parameters,
      strict,
      values: bound === undefined ? undefined : bindBun(parameters, [bound], strict),
      safeIntegers,
      prepared: undefined,
      prototype: undefined,
      isFinalized: false,
    });
  }

  get paramsCount(): number {
    return statements.of(this).parameters.length;
  }

  get isFinalized(): boolean {
    return statements.of(this).isFinalized;
  }

  async all(...params: P): Promise<Result[]> {
    return rowsOf<Result>(this, params);
  }

  async get(...params: P): Promise<Result | null> {
    return (await rowsOf<Result>(this, params))[0] ?? null;
  }

  /** The rows as they are now, one after another. */
  async iterate(...params: P): Promise<IterableIterator<Result>> {
    return (await rowsOf<Result>(this, params)).values();
  }

  values(...params: P): Promise<(string | bigint | number | Uint8Array | null)[][]> {
    return listsOf(this, params) as Promise<(string | bigint | number | Uint8Array | null)[][]>;
  }

  run(...params: P): Promise<Changes> {
    const { safeIntegers } = statements.of(this);
    return use(this, params, (statement, values) => statement.run(values, safeIntegers));
  }

  /** The same statement, whose rows are objects of a class. Its constructor is not called. */
  as<T = unknown>(Class: new (...args: never[]) => T): Statement<T, P> {
    statements.of(this).prototype = Class.prototype as object;
    return this as unknown as Statement<T, P>;
  }

  safeIntegers(enabled: boolean): this;
  safeIntegers(): boolean;
  safeIntegers(enabled?: boolean): this | boolean {
    const state = statements.of(this);
    if (enabled === undefined) return state.safeIntegers;
    state.safeIntegers = enabled;
    return this;
  }

  finalize(): void {
    statements.of(this).isFinalized = true;
  }

  [Symbol.dispose](): void {
    this.finalize();
  }

  toString(): string {
    return statements.of(this).sql;
  }
}

asSameClass(Statement, 'bun:sqlite Statement');

async function rowsOf<Result>(statement: object, params: unknown[]): Promise<Result[]> {
  const { prototype = Object.prototype } = statements.of(statement);
  const lists = await listsOf(statement, params, true);
  return lists.map((row) => {
    const made = Object.create(prototype) as Record<string, unknown>;
    for (const [name, value] of row as [string, unknown][]) made[name] = value;
    return made as Result;
  });
}

/** The rows as lists of values, or of names with values. */
function listsOf(statement: object, params: unknown[], named = false): Promise<unknown[][]> {
  const { safeIntegers } = statements.of(statement);
  return use(statement, params, async (prepared, values) => {
    if (!prepared.reader) {
      await prepared.run(values, true);
      return [];
    }
    const rows = await prepared.rows(values, safeIntegers);
    const plain = rows.map((row) =>
      row.map((value) => (Buffer.isBuffer(value) ? new Uint8Array(value) : value)),
    );
    if (!named) return plain;
    const names = prepared.columns().map(({ name }) => name);
    return plain.map((row) => names.map((name, i) => [name, row[i]]));
  });
}

async function use<T>(
  statement: object,
  params: unknown[],
  work: (statement: Prepared, values: SqlValue[]) => Promise<T>,
): Promise<T> {
  const state = statements.of(statement);
  if (state.isFinalized) throw new Error('Statement has finalized');
  const isAgain = params.length === 0 && state.values !== undefined;
  const values = isAgain ? (state.values ?? []) : bindBun(state.parameters, params, state.strict);
  state.values = values;
  const done = state.shared.use(async (connection) => {
    state.prepared ??= connection.prepare(state.sql).catch((error: unknown) => {
      state.prepared = undefined;
      throw error;
    });
    return work(await state.prepared, values);
  }, state.sql);
  return done.catch(asBunError);
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
