// better-sqlite3 12 as far as its calls need to be known: for projects that have not installed its types.
// Facts: https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md

type AnyFunction = (...params: any[]) => unknown;
type ArgumentTypes<F extends AnyFunction> = F extends (...args: infer A) => unknown ? A : never;

declare namespace BetterSqlite3 {
  interface Statement<BindParameters extends unknown[], Result = unknown> {
    readonly database: Database;
    readonly source: string;
    readonly reader: boolean;
    readonly readonly: boolean;
    readonly busy: boolean;
    run(...params: BindParameters): Database.RunResult;
    get(...params: BindParameters): Result | undefined;
    all(...params: BindParameters): Result[];
    iterate(...params: BindParameters): IterableIterator<Result>;
    pluck(on?: boolean): this;
    expand(on?: boolean): this;
    raw(on?: boolean): this;
    bind(...params: BindParameters): this;
    columns(): ColumnDefinition[];
    safeIntegers(on?: boolean): this;
  }

  interface ColumnDefinition {
    name: string;
    column: string | null;
    table: string | null;
    database: string | null;
    type: string | null;
  }

  interface Transaction<F extends AnyFunction> {
    (...params: ArgumentTypes<F>): ReturnType<F>;
    default(...params: ArgumentTypes<F>): ReturnType<F>;
    deferred(...params: ArgumentTypes<F>): ReturnType<F>;
    immediate(...params: ArgumentTypes<F>): ReturnType<F>;
    exclusive(...params: ArgumentTypes<F>): ReturnType<F>;
  }

  interface Database {
    readonly memory: boolean;
    readonly readonly: boolean;
    readonly name: string;
    readonly open: boolean;
    readonly inTransaction: boolean;
    prepare<BindParameters extends unknown[] | {} = any[], Result = any>(
      source: string,
    ): BindParameters extends unknown[]
      ? Statement<BindParameters, Result>
      : Statement<[BindParameters], Result>;
    transaction<F extends AnyFunction>(fn: F): Transaction<F>;
    exec(source: string): this;
    pragma(source: string, options?: Database.PragmaOptions): any;
    function(name: string, fn: (...params: any[]) => any): this;
    function(name: string, options: object, fn: (...params: any[]) => any): this;
    aggregate(name: string, options: object): this;
    table(name: string, options: object): this;
    loadExtension(path: string): this;
    close(): this;
    defaultSafeIntegers(on?: boolean): this;
    backup(destination: string, options?: object): Promise<Database.BackupMetadata>;
    unsafeMode(on?: boolean): this;
    serialize(options?: object): Buffer;
  }

  interface DatabaseConstructor {
    new (filename?: string | Buffer, options?: Database.Options): Database;
    (filename?: string, options?: Database.Options): Database;
    prototype: Database;
    SqliteError: typeof SqliteErrorClass;
  }
}

declare class SqliteErrorClass extends Error {
  code: string;
  constructor(message: string, code: string);
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
    verbose?: ((message?: unknown, ...rest: unknown[]) => void) | undefined;
    nativeBinding?: string | undefined;
  }
  interface PragmaOptions {
    simple?: boolean | undefined;
  }
  interface BackupMetadata {
    totalPages: number;
    remainingPages: number;
  }
  type SqliteError = typeof SqliteErrorClass;
  type Statement<
    BindParameters extends unknown[] | {} = any[],
    Result = any,
  > = BindParameters extends unknown[]
    ? BetterSqlite3.Statement<BindParameters, Result>
    : BetterSqlite3.Statement<[BindParameters], Result>;
  type ColumnDefinition = BetterSqlite3.ColumnDefinition;
  type Transaction<F extends AnyFunction = AnyFunction> = BetterSqlite3.Transaction<F>;
  type Database = BetterSqlite3.Database;
}

declare const Database: BetterSqlite3.DatabaseConstructor;
/** What `@param {Database} db` means in JavaScript. */
declare interface Database extends BetterSqlite3.Database {}
export = Database;
