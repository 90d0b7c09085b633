import type { Compiled, DriverResult } from '../../core/contracts.js';
import type { ConnectArgs } from './types.js';
import { DriverError, messageOf, propertyOf, type DriverErrorKind } from './driver-error.js';
import { bindValue, exactInteger, type DriverValue } from './values.js';
import type { URL } from '../url.js';

/** The npm package behind the SQLite drivers. */
export const SQLITE_PACKAGE = 'libsql';

/** Where a SQLite URL points: `:memory:` when it names no file. */
export function sqlitePath(url: URL): string {
  const database = url.database ?? '';
  if (url.host !== undefined && url.host !== '') {
    throw new DriverError(
      SQLITE_PACKAGE,
      'OperationalError',
      `Invalid SQLite URL: ${url.toString()}; valid forms are sqlite:///:memory: and sqlite:////absolute/path/to/file.db`,
      false,
      undefined,
    );
  }
  return database === '' ? ':memory:' : database;
}

/** Whether a SQLite URL means a database in memory. */
export function isMemory(url: URL): boolean {
  return url.database === undefined || url.database === '' || url.database === ':memory:';
}

/**
 * Statements a new connection starts with. `connectArgs`: `timeout` seconds to wait for a lock (5, as in Python's
 * sqlite3; also as `?timeout=` in the URL), `foreignKeys` true or false (libsql's own default is on).
 */
export function sqlitePragmas(url: URL, connectArgs: ConnectArgs): string[] {
  const seconds = Number(connectArgs['timeout'] ?? url.query['timeout'] ?? 5);
  const pragmas = [`PRAGMA busy_timeout = ${Math.round(seconds * 1000)}`];
  const foreignKeys = connectArgs['foreignKeys'];
  if (foreignKeys !== undefined) pragmas.push(`PRAGMA foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`);
  return pragmas;
}

/**
 * Parameters as libsql takes them. Integers travel as bigint, because libsql binds every number as REAL; booleans as 0
 * and 1, because libsql 0.5 aborts the process on a boolean.
 */
export function sqliteParameters(parameters: readonly unknown[]): DriverValue[] {
  return parameters.map((value, index) => {
    const bound = bindValue(SQLITE_PACKAGE, value, index);
    if (typeof bound === 'boolean') return bound ? 1n : 0n;
    if (typeof bound === 'number' && Number.isInteger(bound) && Math.abs(bound) < 2 ** 63)
      return BigInt(bound);
    return bound;
  });
}

/** A row as libsql gives it with `safeIntegers`, made to what drivers promise (see `DriverResult`). */
export function sqliteRow(row: readonly unknown[]): unknown[] {
  return row.map((value) => (typeof value === 'bigint' ? exactInteger(value) : value));
}

/** Whether SQLite counts changed rows for a statement; for all others its count is that of an earlier one. */
function countsChanges(sql: string): boolean {
  return /^\s*(?:insert|update|delete|replace|with)\b/i.test(sql);
}

/** The result of a statement that gives no rows. */
export function sqliteChanges(sql: string, changes: number, lastrowid: number | bigint): DriverResult {
  const rowcount = countsChanges(sql) ? changes : -1;
  const inserts = /^\s*(?:insert|replace)\b/i.test(sql);
  return { columns: [], rows: [], rowcount, ...(inserts ? { lastrowid } : {}) };
}

/** The result of a statement that gives rows; with RETURNING every row is a changed one. */
export function sqliteRows(
  compiled: Compiled,
  columns: readonly string[],
  rows: readonly unknown[][],
): DriverResult {
  return { columns, rows: rows.map(sqliteRow), rowcount: countsChanges(compiled.sql) ? rows.length : -1 };
}

/** SQLite's primary result codes by DB-API class: `_pysqlite_seterror` in CPython's Modules/_sqlite/util.c. */
function kindOf(primary: number): DriverErrorKind {
  switch (primary) {
    case 2: // INTERNAL
    case 12: // NOTFOUND
      return 'InternalError';
    case 11: // CORRUPT
      return 'DatabaseError';
    case 18: // TOOBIG
      return 'DataError';
    case 19: // CONSTRAINT
    case 20: // MISMATCH
      return 'IntegrityError';
    case 21: // MISUSE
    case 25: // RANGE
      return 'InterfaceError';
    default:
      return primary >= 1 && primary <= 17 ? 'OperationalError' : 'DatabaseError';
  }
}

/** Sorts an error libsql threw. */
export function sqliteError(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const rawCode = propertyOf(error, 'rawCode');
  if (typeof rawCode === 'number') {
    return new DriverError(SQLITE_PACKAGE, kindOf(rawCode & 0xff), messageOf(error), false, error);
  }
  // An open that fails carries its code in the text only: ConnectionFailed("Unable to open … /x.db: 14").
  const opening = /^ConnectionFailed\("(?:Unable to open connection to local database )?(.*): 14"\)$/s.exec(
    messageOf(error),
  );
  const message = opening === null ? messageOf(error) : `unable to open database file: ${opening[1] ?? ''}`;
  return new DriverError(
    SQLITE_PACKAGE,
    opening === null ? 'InterfaceError' : 'OperationalError',
    message,
    false,
    error,
  );
}
