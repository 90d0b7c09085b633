import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { requireOneStatement } from './one-statement.js';
import { loadLibsql, SqliteConnection, type SyncDatabase } from './sqlite-sync.js';
import {
  SQLITE_PACKAGE,
  sqliteChanges,
  sqliteError,
  sqliteParameters,
  sqlitePath,
  sqlitePragmas,
  sqliteRow,
  sqliteRows,
} from './sqlite-values.js';
import type { ConnectArgs } from './types.js';

/** The part of libsql's promise API used here; its own declarations are `any` throughout. */
interface AsyncStatement {
  readonly reader: boolean;
  raw(): this;
  safeIntegers(): this;
  columns(): { name: string }[];
  all(parameters: readonly unknown[]): Promise<unknown[][]>;
}
interface AsyncDatabase {
  /** The native database, of the same kind as behind the synchronous API. */
  readonly db: unknown;
  readonly inTransaction: boolean;
  prepare(sql: string): Promise<AsyncStatement>;
  exec(sql: string): Promise<void>;
  close(): void;
}

/**
 * A SQLite connection on libsql's promise API. What is asked of it is done one after another, as aiosqlite does it: with
 * a StaticPool, tasks share the connection, and whether it is in a transaction must not change under a rollback.
 */
export class AsyncSqliteConnection implements DriverConnection {
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly database: AsyncDatabase) {}

  execute(compiled: Compiled): Promise<DriverResult> {
    return this.#inTurn(() => this.#execute(compiled));
  }

  async #execute(compiled: Compiled): Promise<DriverResult> {
    requireOneStatement(SQLITE_PACKAGE, compiled.sql);
    try {
      const parameters = sqliteParameters(compiled.parameters);
      const statement = await this.database.prepare(compiled.sql);
      if (statement.reader) {
        const columns = statement.columns().map((column) => column.name);
        return sqliteRows(compiled, columns, await statement.raw().safeIntegers().all(parameters));
      }
      // `run()` would block the event loop while it waits for a lock, and the lock's owner may need the loop.
      await statement.all(parameters);
      const counters = await this.database.prepare('SELECT changes(), last_insert_rowid()');
      const [counted] = await counters.raw().safeIntegers().all([]);
      const [changes, lastrowid] = sqliteRow(counted ?? []) as [number, number | bigint];
      return sqliteChanges(compiled.sql, changes, lastrowid);
    } catch (error) {
      throw sqliteError(error);
    }
  }

  begin(): Promise<void> {
    return this.#run('BEGIN', { inTransaction: false });
  }

  commit(): Promise<void> {
    return this.#run('COMMIT', { inTransaction: true });
  }

  rollback(): Promise<void> {
    return this.#run('ROLLBACK', { inTransaction: true });
  }

  close(): void {
    this.database.close();
  }

  /** The same open database behind the synchronous API: what is in memory can still be read while the process exits. */
  synchronous(): SqliteConnection {
    const database = Object.create(loadLibsql().prototype) as SyncDatabase;
    const native = this.database;
    Object.defineProperties(database, {
      db: { value: native.db },
      inTransaction: { get: () => native.inTransaction },
    });
    return new SqliteConnection(database);
  }

  /** Runs a statement that is for a connection in a transaction, or for one that is not; else nothing is to do. */
  #run(sql: string, { inTransaction }: { inTransaction: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      try {
        if (this.database.inTransaction === inTransaction) await this.database.exec(sql);
      } catch (error) {
        throw sqliteError(error);
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Opens a SQLite database for the asynchronous face. */
export async function connectAsyncSqlite(url: URL, connectArgs: ConnectArgs): Promise<AsyncSqliteConnection> {
  const { default: Database } = (await import('libsql/promise')) as unknown as {
    default: new (path: string) => AsyncDatabase;
  };
  try {
    const connection = new AsyncSqliteConnection(new Database(sqlitePath(url)));
    for (const pragma of sqlitePragmas(url, connectArgs))
      await connection.execute({ sql: pragma, parameters: [] });
    return connection;
  } catch (error) {
    throw sqliteError(error);
  }
}
