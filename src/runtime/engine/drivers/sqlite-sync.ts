import { createRequire } from 'node:module';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { requireOneStatement } from './one-statement.js';
import {
  SQLITE_PACKAGE,
  sqliteChanges,
  sqliteError,
  sqliteParameters,
  sqlitePath,
  sqlitePragmas,
  sqliteRows,
} from './sqlite-values.js';
import type { ConnectArgs } from './types.js';

/** The part of libsql's synchronous API used here; its own declarations are `any` throughout. */
interface SyncStatement {
  readonly reader: boolean;
  raw(): this;
  safeIntegers(): this;
  columns(): { name: string }[];
  all(parameters: readonly unknown[]): unknown[][];
  run(parameters: readonly unknown[]): { changes: number; lastInsertRowid: number | bigint };
}
export interface SyncDatabase {
  readonly inTransaction: boolean;
  prepare(sql: string): SyncStatement;
  exec(sql: string): void;
  close(): void;
}
type SyncConstructor = (new (path: string) => SyncDatabase) & { prototype: SyncDatabase };

/** Loads libsql when the first SQLite connection opens: it is native code, of no use to programs on other databases. */
export function loadLibsql(): SyncConstructor {
  return createRequire(import.meta.url)(SQLITE_PACKAGE) as SyncConstructor;
}

/** A SQLite connection on libsql's synchronous API. */
export class SqliteConnection implements DriverConnection {
  constructor(readonly database: SyncDatabase) {}

  execute(compiled: Compiled): DriverResult {
    requireOneStatement(SQLITE_PACKAGE, compiled.sql);
    try {
      const parameters = sqliteParameters(compiled.parameters);
      const statement = this.database.prepare(compiled.sql);
      if (!statement.reader) {
        const { changes, lastInsertRowid } = statement.run(parameters);
        return sqliteChanges(compiled.sql, changes, lastInsertRowid);
      }
      const columns = statement.columns().map((column) => column.name);
      return sqliteRows(compiled, columns, statement.raw().safeIntegers().all(parameters));
    } catch (error) {
      throw sqliteError(error);
    }
  }

  /** Like Python's sqlite3, joins a transaction already open: sessions sharing an in-memory database share it. */
  begin(): void {
    if (!this.database.inTransaction) this.#run('BEGIN');
  }

  commit(): void {
    if (this.database.inTransaction) this.#run('COMMIT');
  }

  rollback(): void {
    if (this.database.inTransaction) this.#run('ROLLBACK');
  }

  close(): void {
    this.database.close();
  }

  #run(sql: string): void {
    try {
      this.database.exec(sql);
    } catch (error) {
      throw sqliteError(error);
    }
  }
}

/** Opens a SQLite database for the synchronous face. */
export function connectSqlite(url: URL, connectArgs: ConnectArgs): SqliteConnection {
  const Database = loadLibsql();
  try {
    const connection = new SqliteConnection(new Database(sqlitePath(url)));
    for (const pragma of sqlitePragmas(url, connectArgs)) connection.execute({ sql: pragma, parameters: [] });
    return connection;
  } catch (error) {
    throw sqliteError(error);
  }
}
