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

/** @throws the error, as SQLite's where it is one: D1 tells of it in its message alone */
export function asSqliteError(error: unknown): never {
  const [, message = '', code = 'SQLITE_ERROR'] =
    /^D1_\w*ERROR: ([^]*?)(?:: (SQLITE_\w+).*)?$/.exec((error as Error).message) ?? [];
  if (message === '') throw error;
  const [, kind] = /^(\w+(?: NULL| KEY)?) constraint failed/.exec(message) ?? [];
  throw new SqliteError(message, kind === undefined ? code : `SQLITE_CONSTRAINT_${kind.replace(' ', '')}`);
}
