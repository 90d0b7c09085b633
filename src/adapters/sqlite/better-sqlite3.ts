import { existsSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Column, Connection, Prepared } from './connection.js';
import { Handle, namesFile, SqliteError } from './libsql.js';
import { bind } from './bind.js';
import { parametersOf, type SqlValue } from './parameters.js';

type AnyFunction = (...params: never[]) => unknown;
type ArgumentTypes<F extends AnyFunction> = F extends (...args: infer A) => unknown ? A : never;

/** A connection with better-sqlite3's methods. Those that talk to the database give promises. */
class AsyncDatabase extends Handle {
  readonly name: string;
  readonly memory: boolean;
  readonly readonly: boolean;
  open = true;
  readonly #verbose: Database.Options['verbose'];
  #safeIntegers = false;

  constructor(filename = '', options: Database.Options = {}) {
    super();
    const { readonly = false, fileMustExist = false, timeout = 5000, verbose, authToken } = options;
    this.name = filename.trim();
    this.memory = this.name === '' || this.name === ':memory:';
    this.readonly = readonly;
    this.#verbose = verbose;
    checkFile(this, fileMustExist);
    // better-sqlite3 reads no URLs: `file:a.db` is the name of a file, as odd as it is.
    const isOddName = this.name.startsWith('file:');
    const file = this.memory ? ':memory:' : isOddName ? path.resolve(this.name) : this.name;
    this.connect(file, { timeout, readonly, ...(authToken === undefined ? {} : { authToken }) });
  }

  get inTransaction(): boolean {
    return this.shared.inTransaction;
  }

  /** A statement. SQLite sees it when it is first run. */
  prepare<BindParameters extends unknown[] | object = unknown[], Result = unknown>(
    source: string,
  ): BindParameters extends unknown[]
    ? AsyncStatement<BindParameters, Result>
    : AsyncStatement<[BindParameters], Result>;
  prepare(source: string): AsyncStatement<unknown[]> {
    this.#checkOpen();
    const settings = {
      safeIntegers: this.#safeIntegers,
      use: this.shared.use.bind(this.shared),
      verbose: this.#verbose,
    };
    return new AsyncStatement(this, source, settings);
  }

  /**
   * Makes a function that runs in a transaction: what it does is kept when it ends, and undone when it throws. Called
   * inside another transaction it undoes its own part alone. What others do on this connection waits for its end.
   */
  transaction<F extends AnyFunction>(fn: F): AsyncTransaction<F> {
    const { shared } = this;
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
    await this.shared.use((connection) => {
      this.#verbose?.(source);
      return connection.exec(source);
    }, source);
    return this;
  }

  async pragma(source: string, options: Database.PragmaOptions = {}): Promise<unknown> {
    const rows = await this.shared.use(async (connection) => {
      const statement = await connection.prepare(`PRAGMA ${source}`);
      this.#verbose?.(`PRAGMA ${source}`);
      if (statement.reader) {
        const found = await statement.rows([], this.#safeIntegers);
        return found.map((row) => shaped(row, options.simple ? 'pluck' : 'object', statement));
      }
      await statement.run([], this.#safeIntegers);
      return [];
    });
    return options.simple ? rows[0] : rows;
  }

  /** Copies the database into a file, as it is when its turn comes. */
  async backup(destination: string): Promise<Database.BackupMetadata> {
    const copy = `${destination}.${String(process.pid)}.tmp`;
    const write = (): Promise<unknown> => this.prepare<[string]>('VACUUM INTO ?').run(copy);
    await (this.readonly ? this.shared.asIfWritable(write) : write());
    await rename(copy, destination);
    return { totalPages: Number(await this.pragma('page_count', { simple: true })), remainingPages: 0 };
  }

  loadExtension(file: string): this {
    this.#checkOpen();
    this.shared.loadExtension(file);
    return this;
  }

  defaultSafeIntegers(toggle = true): this {
    this.#safeIntegers = toggle;
    return this;
  }

  close(): this {
    this.shared.close();
    this.open = false;
    return this;
  }

  #checkOpen(): void {
    if (!this.open && !this.isSettingUp) throw new TypeError('The database connection is not open');
  }
}

/** What a statement needs of its database. */
interface StatementSettings {
  safeIntegers: boolean;
  verbose: Database.Options['verbose'];
  use<T>(work: (connection: Connection) => Promise<T>, sql?: string): Promise<T>;
}

/** A statement with better-sqlite3's methods. Those that talk to the database give promises. */
class AsyncStatement<BindParameters extends unknown[], Result = unknown> {
  readonly database: AsyncDatabase;
  readonly source: string;
  readonly #settings: StatementSettings;
  readonly #parameters: readonly (string | undefined)[];
  #prepared: Promise<Prepared> | undefined;
  #shape: 'object' | 'pluck' | 'raw' | 'expand' = 'object';
  #bound: unknown[] | undefined;
  #safeIntegers: boolean;

  constructor(database: AsyncDatabase, source: string, settings: StatementSettings) {
    this.database = database;
    this.source = source;
    this.#settings = settings;
    this.#parameters = parametersOf(source);
    this.#safeIntegers = settings.safeIntegers;
  }

  /** Whether it gives rows, which is known once it is prepared. */
  get reader(): Promise<boolean> {
    return this.#settings.use(async (connection) => (await this.#native(connection)).reader);
  }

  run(...params: BindParameters): Promise<Database.RunResult> {
    return this.#use(params, (statement, values) => statement.run(values, this.#safeIntegers));
  }

  async get(...params: BindParameters): Promise<Result | undefined> {
    return (await this.#rows(params))[0];
  }

  all(...params: BindParameters): Promise<Result[]> {
    return this.#rows(params);
  }

  /** The rows as they are now, one after another. */
  async iterate(...params: BindParameters): Promise<IterableIterator<Result>> {
    return (await this.#rows(params)).values();
  }

  async columns(): Promise<Database.ColumnDefinition[]> {
    return this.#settings.use(async (connection) => (await this.#native(connection)).columns());
  }

  bind(...params: BindParameters): this {
    if (this.#bound) throw new TypeError('The bind() method can only be invoked once per statement object');
    bind(this.#parameters, params);
    this.#bound = params;
    return this;
  }

  pluck(on = true): this {
    return this.#as('pluck', on);
  }

  raw(on = true): this {
    return this.#as('raw', on);
  }

  expand(on = true): this {
    return this.#as('expand', on);
  }

  safeIntegers(on = true): this {
    this.#safeIntegers = on;
    return this;
  }

  #as(shape: 'pluck' | 'raw' | 'expand', on: boolean): this {
    if (on) this.#shape = shape;
    else if (this.#shape === shape) this.#shape = 'object';
    return this;
  }

  #rows(params: BindParameters): Promise<Result[]> {
    return this.#use(params, async (statement, values) => {
      if (!statement.reader) {
        throw new TypeError('This statement does not return data. Use run() instead');
      }
      const rows = await statement.rows(values, this.#safeIntegers);
      return rows.map((row) => shaped(row, this.#shape, statement) as Result);
    });
  }

  #use<T>(params: BindParameters, work: (statement: Prepared, values: SqlValue[]) => Promise<T>): Promise<T> {
    if (this.#bound && params.length > 0) {
      throw new TypeError('This statement already has bound parameters');
    }
    const values = bind(this.#parameters, this.#bound ?? params);
    return this.#settings.use(async (connection) => {
      const statement = await this.#native(connection);
      this.#settings.verbose?.(this.source);
      return work(statement, values);
    }, this.source);
  }

  #native(connection: Connection): Promise<Prepared> {
    this.#prepared ??= connection.prepare(this.source).catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }
}

/** A row as the statement is to give it. */
function shaped(row: unknown[], shape: 'object' | 'pluck' | 'raw' | 'expand', statement: Prepared): unknown {
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
