import { existsSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Column, Connection, Prepared } from './connection.js';
import { Hidden } from './hidden.js';
import { connect, Handle, namesFile, SqliteError } from './libsql.js';
import { bind } from './bind.js';
import { parametersOf, type SqlValue } from './parameters.js';
import { asSameClass } from './same-class.js';
import { isSettingUp, sharedOf } from './shared-handle.js';

/** Parameters that a function leaves without a type are any value, as in better-sqlite3: what JSON.parse gives. */
type AnyFunction = (...params: ReturnType<typeof JSON.parse>[]) => unknown;
type ArgumentTypes<F extends AnyFunction> = F extends (...args: infer A) => unknown ? A : never;

/** What a database keeps to itself. */
interface DatabaseState {
  readonly verbose: Database.Options['verbose'];
  safeIntegers: boolean;
}

const databases = new Hidden<DatabaseState>();

/** A connection with better-sqlite3's methods. Those that talk to the database give promises. */
class AsyncDatabase extends Handle {
  readonly name: string;
  readonly memory: boolean;
  readonly readonly: boolean;
  open = true;

  constructor(filename = '', options: Database.Options = {}) {
    super();
    const { readonly = false, fileMustExist = false, timeout = 5000, verbose, authToken } = options;
    this.name = filename.trim();
    this.memory = this.name === '' || this.name === ':memory:';
    this.readonly = readonly;
    databases.set(this, { verbose, safeIntegers: false });
    checkFile(this, fileMustExist);
    // better-sqlite3 reads no URLs: `file:a.db` is the name of a file, as odd as it is.
    const isOddName = this.name.startsWith('file:');
    const file = this.memory ? ':memory:' : isOddName ? path.resolve(this.name) : this.name;
    connect(this, file, { timeout, readonly, ...(authToken === undefined ? {} : { authToken }) });
  }

  get inTransaction(): boolean {
    return sharedOf(this).inTransaction;
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare<BindParameters extends unknown[] | object = unknown[], Result = unknown>(
    source: string,
  ): BindParameters extends unknown[]
    ? AsyncStatement<BindParameters, Result>
    : AsyncStatement<[BindParameters], Result>;
  prepare(source: string): AsyncStatement<unknown[]> {
    checkOpen(this);
    const shared = sharedOf(this);
    return new AsyncStatement(this, source, { ...databases.of(this), use: shared.use.bind(shared) });
  }

  /**
   * Makes a function that runs in a transaction: what it does is kept when it ends, and undone when it throws. Called
   * inside another transaction it undoes its own part alone. What others do on this connection waits for its end.
   */
  transaction<F extends AnyFunction>(fn: F): AsyncTransaction<F> {
    const shared = sharedOf(this);
    const exec = this.exec.bind(this);
    const wrap = (mode: string): TransactionFunction<F> => {
      return function (this: unknown, ...params) {
        return shared.transact(mode, () => fn.apply(this, params) as ReturnType<F>, exec);
      };
    };
    const modes = {
      default: wrap(''),
      deferred: wrap(' DEFERRED'),
      immediate: wrap(' IMMEDIATE'),
      exclusive: wrap(' EXCLUSIVE'),
    };
    for (const one of Object.values(modes)) Object.assign(one, modes, { database: this });
    return modes.default as AsyncTransaction<F>;
  }

  async exec(source: string): Promise<this> {
    await sharedOf(this).use((connection) => {
      databases.of(this).verbose?.(source);
      return connection.exec(source);
    }, source);
    return this;
  }

  async pragma(source: string, options: Database.PragmaOptions = {}): Promise<unknown> {
    const { safeIntegers, verbose } = databases.of(this);
    const rows = await sharedOf(this).use(async (connection) => {
      const statement = await connection.prepare(`PRAGMA ${source}`);
      verbose?.(`PRAGMA ${source}`);
      if (statement.reader) {
        const found = await statement.rows([], safeIntegers);
        return found.map((row) => shaped(row, options.simple ? 'pluck' : 'object', statement));
      }
      await statement.run([], safeIntegers);
      return [];
    });
    return options.simple ? rows[0] : rows;
  }

  /** Copies the database into a file, as it is when its turn comes. */
  async backup(destination: string): Promise<Database.BackupMetadata> {
    const copy = `${destination}.${randomUUID()}.tmp`;
    const write = (): Promise<unknown> => this.prepare<[string]>('VACUUM INTO ?').run(copy);
    await (this.readonly ? sharedOf(this).asIfWritable(write) : write());
    await rename(copy, destination);
    return { totalPages: Number(await this.pragma('page_count', { simple: true })), remainingPages: 0 };
  }

  loadExtension(file: string): this {
    checkOpen(this);
    sharedOf(this).loadExtension(file);
    return this;
  }

  defaultSafeIntegers(toggle = true): this {
    databases.of(this).safeIntegers = toggle;
    return this;
  }

  close(): this {
    sharedOf(this).close();
    this.open = false;
    return this;
  }
}

asSameClass(AsyncDatabase, 'better-sqlite3 Database');

function checkOpen(database: AsyncDatabase): void {
  if (!database.open && !isSettingUp(database)) throw new TypeError('The database connection is not open');
}

/** What a statement needs of its database. */
interface StatementSettings {
  safeIntegers: boolean;
  verbose: Database.Options['verbose'];
  use<T>(work: (connection: Connection) => Promise<T>, sql?: string): Promise<T>;
}

/** What a statement keeps to itself. */
interface StatementState extends StatementSettings {
  readonly parameters: readonly (string | undefined)[];
  prepared: Promise<Prepared> | undefined;
  shape: Shape;
  bound: unknown[] | undefined;
}

type Shape = 'object' | 'pluck' | 'raw' | 'expand';

const statements = new Hidden<StatementState>();

/** A statement with better-sqlite3's methods. Those that talk to the database give promises. */
class AsyncStatement<BindParameters extends unknown[], Result = unknown> {
  readonly database: AsyncDatabase;
  readonly source: string;

  constructor(database: AsyncDatabase, source: string, settings: StatementSettings) {
    this.database = database;
    this.source = source;
    statements.set(this, {
      ...settings,
      parameters: parametersOf(source),
      prepared: undefined,
      shape: 'object',
      bound: undefined,
    });
  }

  /** Whether it gives rows, which is known once it is prepared. */
  get reader(): Promise<boolean> {
    return statements.of(this).use(async (connection) => (await nativeOf(this, connection)).reader);
  }

  run(...params: BindParameters): Promise<Database.RunResult> {
    const { safeIntegers } = statements.of(this);
    return use(this, params, (statement, values) => statement.run(values, safeIntegers));
  }

  async get(...params: BindParameters): Promise<Result | undefined> {
    return (await rowsOf<Result>(this, params))[0];
  }

  all(...params: BindParameters): Promise<Result[]> {
    return rowsOf<Result>(this, params);
  }

  /** The rows as they are now, one after another. */
  async iterate(...params: BindParameters): Promise<IterableIterator<Result>> {
    return (await rowsOf<Result>(this, params)).values();
  }

  async columns(): Promise<Database.ColumnDefinition[]> {
    return statements.of(this).use(async (connection) => (await nativeOf(this, connection)).columns());
  }

  bind(...params: BindParameters): this {
    const state = statements.of(this);
    if (state.bound) throw new TypeError('The bind() method can only be invoked once per statement object');
    bind(state.parameters, params);
    state.bound = params;
    return this;
  }

  pluck(on = true): this {
    shape(this, 'pluck', on);
    return this;
  }

  raw(on = true): this {
    shape(this, 'raw', on);
    return this;
  }

  expand(on = true): this {
    shape(this, 'expand', on);
    return this;
  }

  safeIntegers(on = true): this {
    statements.of(this).safeIntegers = on;
    return this;
  }
}

asSameClass(AsyncStatement, 'better-sqlite3 Statement');

function shape(statement: object, shape: Shape, on: boolean): void {
  const state = statements.of(statement);
  if (on) state.shape = shape;
  else if (state.shape === shape) state.shape = 'object';
}

function rowsOf<Result>(statement: { source: string }, params: unknown[]): Promise<Result[]> {
  const { shape, safeIntegers } = statements.of(statement);
  return use(statement, params, async (prepared, values) => {
    if (!prepared.reader) {
      throw new TypeError('This statement does not return data. Use run() instead');
    }
    const rows = await prepared.rows(values, safeIntegers);
    return rows.map((row) => shaped(row, shape, prepared) as Result);
  });
}

function use<T>(
  statement: { source: string },
  params: unknown[],
  work: (statement: Prepared, values: SqlValue[]) => Promise<T>,
): Promise<T> {
  const state = statements.of(statement);
  if (state.bound && params.length > 0) {
    throw new TypeError('This statement already has bound parameters');
  }
  const values = bind(state.parameters, state.bound ?? params);
  return state.use(async (connection) => {
    const prepared = await nativeOf(statement, connection);
    state.verbose?.(statement.source);
    return work(prepared, values);
  }, statement.source);
}

function nativeOf(statement: { source: string }, connection: Connection): Promise<Prepared> {
  const state = statements.of(statement);
  state.prepared ??= connection.prepare(statement.source).catch((error: unknown) => {
    state.prepared = undefined;
    throw error;
  });
  return state.prepared;
}

/** A row as the statement is to give it. */
function shaped(row: unknown[], shape: Shape, statement: Prepared): unknown {
  if (shape === 'raw') return row;
  if (shape === 'pluck') return row[0];
  const columns = statement.columns();
  if (shape === 'object') return Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]));
  const tables: Record<string, Record<string, unknown>> = {};
  columns.forEach(({ name, table }, i) => {
    (tables[table ?? '$'] ??= {})[name] = row[i];
  });
  return tables;
}

/** @throws what better-sqlite3 throws when there is no such file to open */
function checkFile({ name, memory, readonly }: AsyncDatabase, fileMustExist: boolean): void {
  if (memory) {
    if (readonly) throw new TypeError('In-memory/temporary databases cannot be readonly');
    return;
  }
  if (!namesFile(name)) return;
  const file = name.startsWith('file:') ? new URL(name).pathname : name;
  if (!existsSync(path.dirname(file))) {
    throw new TypeError('Cannot open database because the directory does not exist');
  }
  const missing = (readonly || fileMustExist) && !existsSync(file);
  if (missing || statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SqliteError('unable to open database file', 'SQLITE_CANTOPEN');
  }
}

/** A function that runs in a transaction, and the same with other kinds of locks. */
type AsyncTransaction<F extends AnyFunction> = TransactionFunction<F> &
  Readonly<Record<'default' | 'deferred' | 'immediate' | 'exclusive', TransactionFunction<F>>> & {
    readonly database: AsyncDatabase;
  };
type TransactionFunction<F extends AnyFunction> = (
  ...params: ArgumentTypes<F>
) => Promise<Awaited<ReturnType<F>>>;

interface DatabaseConstructor {
  new (filename?: string, options?: Database.Options): AsyncDatabase;
  (filename?: string, options?: Database.Options): AsyncDatabase;
  readonly prototype: AsyncDatabase;
  readonly SqliteError: typeof SqliteError;
}

declare namespace Database {
  interface RunResult {
    changes: number;
    lastInsertRowid: number | bigint;
  }
  interface Options {
    readonly?: boolean | undefined;
    fileMustExist?: boolean | undefined;
    timeout?: number | undefined;
    verbose?: ((message?: unknown, ...additionalArgs: unknown[]) => void) | undefined;
    nativeBinding?: string | undefined;
    /** What a remote database asks for. */
    authToken?: string | undefined;
  }
  interface PragmaOptions {
    simple?: boolean | undefined;
  }
  interface BackupMetadata {
    totalPages: number;
    remainingPages: number;
  }
  type ColumnDefinition = Column;
  type SqliteError = InstanceType<typeof SqliteError>;
  type Database = AsyncDatabase;
  type Statement<
    BindParameters extends unknown[] | object = unknown[],
    Result = unknown,
  > = BindParameters extends unknown[]
    ? AsyncStatement<BindParameters, Result>
    : AsyncStatement<[BindParameters], Result>;
  type Transaction<F extends AnyFunction = AnyFunction> = AsyncTransaction<F>;
}

/** What better-sqlite3 exports, with promises: called with and without `new`. */
const Database = new Proxy(Object.assign(AsyncDatabase, { SqliteError }), {
  apply: (target, _this, [filename, options]: [string?, Database.Options?]) => new target(filename, options),
}) as unknown as DatabaseConstructor;

export default Database;
export { SqliteError };
export type RunResult = Database.RunResult;
export type Options = Database.Options;
export type PragmaOptions = Database.PragmaOptions;
export type ColumnDefinition = Database.ColumnDefinition;
export type Statement<
  BindParameters extends unknown[] | object = unknown[],
  Result = unknown,
> = Database.Statement<BindParameters, Result>;
export type Transaction<F extends AnyFunction = AnyFunction> = Database.Transaction<F>;
export type { AsyncDatabase as Database };
