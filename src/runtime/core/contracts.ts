import type { MaybePromise } from './flow.js';

/** The SQL dialects the runtime compiles for. MariaDB counts as `mysql`. */
export type DialectName = 'sqlite' | 'postgresql' | 'mysql';

/** A statement compiled for one dialect: what a driver connection executes. */
export interface Compiled {
  sql: string;
  /** Positional parameters, already converted to what drivers accept. */
  parameters: readonly unknown[];
  /** Whether the statement gives rows (SELECT, RETURNING). `undefined`: the driver decides (text statements). */
  returnsRows?: boolean;
}

/** What a driver gives back for one statement. */
export interface DriverResult {
  /** Column names in order; empty when the statement gives no rows. */
  columns: readonly string[];
  /** Rows as arrays in column order. */
  rows: readonly (readonly unknown[])[];
  /** Rows matched or changed by INSERT/UPDATE/DELETE; -1 when the driver cannot tell. */
  rowcount: number;
  /** The generated key of the last inserted row, where the driver tells. */
  lastrowid?: number | bigint;
}

/** Where a statement came from; recorded in the trace. */
export type StatementOrigin = 'statement' | 'flush' | 'lazy' | 'refresh' | 'eager' | 'ddl';

/** One open connection of a driver. A synchronous driver returns values, an asynchronous one promises. */
export interface DriverConnection {
  execute(compiled: Compiled): MaybePromise<DriverResult>;
  close(): MaybePromise<void>;
}

/**
 * Anything `execute()` accepts. Statements compile themselves; `extraParameters` are the ones given beside the statement
 * (`execute(text('… :id'), { id: 1 })`, `execute(insert(User), [{…}, {…}])`).
 */
export interface Executable<Row = unknown> {
  /** Compiles for a dialect. */
  compile(dialect: DialectName, extraParameters?: unknown): Compiled;
  /** Turns a driver's raw row into the row the result hands out (type conversion, names, entities). */
  readonly rowType?: Row;
}
