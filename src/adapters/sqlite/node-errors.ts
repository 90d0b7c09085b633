import { SqliteError } from './libsql.js';

/** What SQLite says of its errors in general, by their number. */
const descriptions: Readonly<Record<number, string>> = {
  1: 'SQL logic error',
  2: 'unknown error',
  3: 'access permission denied',
  4: 'query aborted',
  5: 'database is locked',
  6: 'database table is locked',
  7: 'out of memory',
  8: 'attempt to write a readonly database',
  9: 'interrupted',
  10: 'disk I/O error',
  11: 'database disk image is malformed',
  12: 'unknown operation',
  13: 'database or disk is full',
  14: 'unable to open database file',
  15: 'locking protocol',
  17: 'database schema has changed',
  18: 'string or blob too big',
  19: 'constraint failed',
  20: 'datatype mismatch',
  21: 'bad parameter or other API misuse',
  23: 'authorization denied',
  25: 'column index out of range',
  26: 'file is not a database',
};

/** An error of SQLite's, as node:sqlite has it. */
export function sqliteError(message: string, errcode: number): Error {
  const errstr = descriptions[errcode & 0xff] ?? 'unknown error';
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr });
}

/** An error of what is done with a database or a statement at the wrong time. */
export function invalidState(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_INVALID_STATE' });
}

/** @throws the error, as node:sqlite's where it is SQLite's */
export function asNodeError(error: unknown): never {
  throw error instanceof SqliteError ? sqliteError(error.message, error.rawCode ?? 1) : error;
}
