import type { Result } from '../result/result.js';
import type { Flow, MaybePromise } from './flow.js';

/** The SQL dialects the runtime compiles for. MariaDB counts as `mysql`. */
export type DialectName = 'sqlite' | 'postgresql' | 'mysql';

/** A statement compiled for one dialect: what a driver connection executes. */
export interface Compiled {
  sql: string;
  /** Positional parameters: `null`, boolean, number, bigint, string or Uint8Array. */
  parameters: readonly unknown[];
  /**
   * Several parameter sets for the one SQL text (`execute(insert(User), [{…}, {…}])`), executed one after the other;
   * `parameters` is then ignored, rows are joined and row counts added up.
   */
  parameterSets?: readonly (readonly unknown[])[];
  /** Whether the statement gives rows (SELECT, RETURNING). `undefined`: the driver decides (text statements). */
  returnsRows?: boolean;
}

/**
 * What a driver gives back for one statement. All drivers give the same kinds of value; column types turn them into
 * what the user sees:
 * - integers of any width: `number` where it is exact, else `bigint`; floating point: `number`
 * - numeric/decimal: `string` on PostgreSQL and MySQL (SQLite has none: `number` or `string` as stored)
 * - boolean: `boolean` on PostgreSQL, 0 or 1 on SQLite and MySQL
 * - text, enum, uuid, JSON: `string` (JSON is not parsed); dates and times: `string` as the server writes them
 * - binary: `Uint8Array`; NULL: `null`
 */
export interface DriverResult {
  /** Column names in order; empty when the statement gives no rows. */
  columns: readonly string[];
  /** Rows as arrays in column order. */
  rows: readonly (readonly unknown[])[];
  /** Rows matched by UPDATE/DELETE or inserted by INSERT; -1 when the driver cannot tell. */
  rowcount: number;
  /** The generated key of the last inserted row, where the driver tells (SQLite, MySQL). */
  lastrowid?: number | bigint;
}

/** Where a statement came from; recorded in the trace. */
export type StatementOrigin = 'statement' | 'flush' | 'lazy' | 'refresh' | 'eager' | 'ddl';

/** What made a refreshed attribute expire. */
export type ExpiredBy = 'commit' | 'rollback' | 'expire';

/** What `ConnectionCore.execute` is told about a statement beside the statement itself. */
export interface ExecuteOptions {
  /** `statement` unless told otherwise. */
  origin?: StatementOrigin | undefined;
  /** With origin `refresh`. */
  expiredBy?: ExpiredBy | undefined;
}

/** One open connection of a driver. A synchronous driver returns values, an asynchronous one promises. */
export interface DriverConnection {
  execute(compiled: Compiled): MaybePromise<DriverResult>;
  begin(): MaybePromise<void>;
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  close(): MaybePromise<void>;
}

/**
 * Anything `execute()` accepts. Statements compile themselves; `extraParameters` are the ones given beside the statement
 * (`execute(text('… :id'), { id: 1 })`, `execute(insert(User), [{…}, {…}])`).
 */
export interface Executable<Row = unknown> {
  /** Compiles for a dialect. */
  compile(dialect: DialectName, extraParameters?: unknown): Compiled;
  /** Turns a driver's raw rows into the result the caller gets (type conversion, names). */
  makeResult(result: DriverResult, compiled: Compiled, dialect: DialectName): Result<Row>;
  /** Says what rows the statement gives, for type inference only; never set. */
  readonly rowType?: Row;
}

/**
 * How one face runs a flow. Synchronous: at once, the value is returned. Asynchronous: as a cold coroutine of the given
 * name. Lets code such as `metadata.createAll(bind)` be written once.
 */
export interface Face {
  readonly isAsync: boolean;
  run<T>(name: string, flow: () => Flow<T>): MaybePromise<T>;
}
