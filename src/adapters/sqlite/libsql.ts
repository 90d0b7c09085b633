import { versions } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import Libsql from 'libsql/promise';
import type { Changed, Column, Connection, OpenOptions, Prepared } from './connection.js';
import type { SqlValue } from './parameters.js';
import { QuotedStrings } from './quoted-strings.js';
import { SharedConnection } from './shared-connection.js';
import { share, SharedHandle } from './shared-handle.js';

/** What libsql/promise does, of which its own declarations say little. */
interface LibsqlDatabase {
  readonly inTransaction: boolean;
  prepare(sql: string): Promise<LibsqlStatement>;
  exec(sql: string): Promise<void>;
  loadExtension(path: string): void;
  close(): void;
}

interface LibsqlStatement {
  readonly reader: boolean;
  raw(on: boolean): LibsqlStatement;
  safeIntegers(on: boolean): LibsqlStatement;
  columns(): Column[];
  all(values: SqlValue[]): Promise<unknown[][]>;
  run(values: SqlValue[]): Changed;
}

/** A connection through libsql/promise. */
class LibsqlConnection implements Connection {
  readonly #database: LibsqlDatabase;
  /** Runs a statement again that another connection's lock kept from being done. */
  #unfinished: (() => unknown) | undefined;

  constructor(filename: string, options: { authToken?: string }) {
    this.#database = new Libsql(filename, options) as unknown as LibsqlDatabase;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  async prepare(sql: string): Promise<Prepared> {
    await this.#finish();
    const statement = await inOwnTask(this.#database.prepare(sql));
    const { reader } = statement;
    const rows = async (values: SqlValue[], safeIntegers: boolean): Promise<unknown[][]> => {
      await this.#finish();
      const all = (): Promise<unknown[][]> => statement.safeIntegers(safeIntegers).raw(true).all(values);
      return inOwnTask(all()).catch((error: unknown) => this.#failed(error, all));
    };
    return {
      reader,
      columns: () => statement.columns(),
      rows,
      run: async (values, safeIntegers) => {
        if (reader) return this.#changesOf(() => rows(values, safeIntegers), safeIntegers);
        await this.#finish();
        const run = (): Changed => statement.safeIntegers(safeIntegers).run(values);
        const { changes, lastInsertRowid } = attempt(run, (error) => this.#failed(error, run));
        return { changes, lastInsertRowid: safeIntegers ? BigInt(lastInsertRowid) : lastInsertRowid };
      },
    };
  }

  async exec(sql: string): Promise<void> {
    await this.#finish();
    await inOwnTask(this.#database.exec(sql));
  }

  loadExtension(path: string): void {
    this.#database.loadExtension(path);
  }

  close(): void {
    this.#database.close();
  }

  /** @throws the error that a statement failed with */
  #failed(error: unknown, again: () => unknown): never {
    if (error instanceof SqliteError && ((error.rawCode ?? 0) & 0xff) === busy) this.#unfinished = again;
    throw error;
  }

  /**
   * Ends a statement that failed on a lock. libsql 0.5 leaves it begun, and nothing that is written after it is kept. It ends
   * when it is run again, which is undone.
   */
  async #finish(): Promise<void> {
    const again = this.#unfinished;
    // In a transaction that goes on, COMMIT says that it is there.
    if (!again || this.inTransaction) return;
    await inOwnTask(this.#database.exec('BEGIN'));
    try {
      await again();
    } catch (error) {
      if (error instanceof SqliteError && ((error.rawCode ?? 0) & 0xff) === busy) throw error;
    } finally {
      await inOwnTask(this.#database.exec('ROLLBACK'));
    }
    this.#unfinished = undefined;
  }

  /** What a statement that gives rows changes: libsql does not tell. */
  async #changesOf(work: () => Promise<unknown>, safeIntegers: boolean): Promise<Changed> {
    const [before] = await this.#counts(safeIntegers);
    await work();
    const [after, changes, lastInsertRowid = 0] = await this.#counts(safeIntegers);
    return { changes: after === before ? 0 : Number(changes), lastInsertRowid };
  }

  async #counts(safeIntegers: boolean): Promise<(number | bigint)[]> {
    const counting = await this.#database.prepare('SELECT total_changes(), changes(), last_insert_rowid()');
    const [counts = []] = await inOwnTask(counting.safeIntegers(safeIntegers).raw(true).all([]));
    return counts as (number | bigint)[];
  }
}

/**
 * A result that what follows it does not meet inside libsql's callback. Under Bun `await expect(promise).rejects` stops where
 * it is until the promise is settled, and there libsql tells of no other result meanwhile.
 */
function inOwnTask<T>(result: Promise<T>): Promise<T> {
  return 'bun' in versions ? result.finally(() => setImmediate()) : result;
}

/** SQLite's number for a lock that another connection holds. */
const busy = 5;

function attempt<T>(work: () => T, failed: (error: unknown) => never): T {
  try {
    return work();
  } catch (error) {
    return failed(error);
  }
}

/** Connects a database. */
export function connect(handle: SharedHandle, filename: string, options: OpenOptions): void {
  const { timeout, readonly, setUp = '', quotedStrings, authToken } = options;
  const first = `PRAGMA busy_timeout = ${String(timeout)};${readonly ? ' PRAGMA query_only = 1;' : ''}${setUp}`;
  const connection = new LibsqlConnection(filename, authToken === undefined ? {} : { authToken });
  share(handle, new SharedConnection(quotedStrings ? new QuotedStrings(connection) : connection, first));
}

/** What every database here has. */
export class Handle extends SharedHandle {}

interface SqliteErrorConstructor {
  new (message: string, code: string): Error & { code: string; rawCode?: number };
}

/** libsql's own, whose declarations do not lead to it. */
export const SqliteError: SqliteErrorConstructor = (
  Libsql as unknown as { SqliteError: SqliteErrorConstructor }
).SqliteError;

export { namesFile } from './file-names.js';
