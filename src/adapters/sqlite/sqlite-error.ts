import { LibsqlError } from '@libsql/client';
import { asSameClass } from './same-class.js';

/** An error of SQLite's, as better-sqlite3 has it. */
export class SqliteError extends Error {
  readonly code: string;
  readonly rawCode: number | undefined;

  constructor(message: string, code: string, rawCode?: number) {
    super(message);
    this.name = 'SqliteError';
    this.code = code;
    this.rawCode = rawCode;
  }
}

asSameClass(SqliteError, 'better-sqlite3 SqliteError');

/** @throws the error, as SQLite's where it is one */
export function asSqliteError(error: unknown): never {
  if (!(error instanceof LibsqlError)) throw error;
  const message = error.message.replace(/^(?:[A-Z_\d]+: )+(?:SQLite error: )?/, '');
  throw new SqliteError(message, error.extendedCode ?? error.code, error.rawCode);
}
