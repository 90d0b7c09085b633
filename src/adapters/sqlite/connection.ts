import type { SqlValue } from './parameters.js';

/** What a statement changed. */
export interface Changed {
  changes: number;
  lastInsertRowid: number | bigint;
}

/** A column of a result, as SQLite tells of it. */
export interface Column {
  name: string;
  column: string | null;
  table: string | null;
  database: string | null;
  type: string | null;
}

/** A statement that is prepared. */
export interface Prepared {
  /** Whether it gives rows. */
  readonly reader: boolean;
  columns(): Column[];
  /** Runs it for its rows, a value for each column. */
  rows(values: SqlValue[], safeIntegers: boolean): Promise<unknown[][]>;
  /** Runs it for what it changes. */
  run(values: SqlValue[], safeIntegers: boolean): Promise<Changed>;
}

/** A connection to a database, for one operation at a time. */
export interface Connection {
  readonly inTransaction: boolean;
  prepare(sql: string): Promise<Prepared>;
  exec(sql: string): Promise<void>;
  loadExtension(path: string): void;
  close(): void;
}

/** How a database is opened. */
export interface OpenOptions {
  /** How long to wait for others that lock the file, in milliseconds. */
  timeout: number;
  readonly: boolean;
  /** SQL that makes the connection ready. */
  setUp?: string;
  /** Whether what is in double quotes and names nothing is a string. */
  quotedStrings?: boolean;
  /** What a remote database asks for. */
  authToken?: string;
}
