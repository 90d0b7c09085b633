import Libsql from 'libsql/promise';
import type { SqlValue } from './parameters.js';

/** What a statement changed. */
export interface Changes {
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

/** What libsql/promise does, of which its own declarations say little. */
interface LibsqlClient {
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
  run(values: SqlValue[]): Changes;
}

/** A statement that is prepared. */
export interface Prepared {
  /** Whether it gives rows. */
  readonly reader: boolean;
  columns(): Column[];
  /** Runs it for its rows, a value for each column. */
  rows(values: SqlValue[], safeIntegers: boolean): Promise<unknown[][]>;
  /** Runs it for what it changes. */
  run(values: SqlValue[], safeIntegers: boolean): Promise<Changes>;
}

/** A connection through libsql/promise, for one operation at a time. */
export class Connection {
  readonly #client: LibsqlClient;

  constructor(filename: string) {
    this.#client = new Libsql(filename, {}) as unknown as LibsqlClient;
  }

  get inTransaction(): boolean {
    return this.#client.inTransaction;
  }

  async prepare(sql: string): Promise<Prepared> {
    const statement = await this.#client.prepare(sql);
    const { reader } = statement;
    const rows = (values: SqlValue[], safeIntegers: boolean): Promise<unknown[][]> =>
      statement.safeIntegers(safeIntegers).raw(true).all(values);
    return {
      reader,
      columns: () => statement.columns(),
      rows,
      run: async (values, safeIntegers) => {
        if (reader) return this.#changesOf(() => rows(values, safeIntegers), safeIntegers);
        const { changes, lastInsertRowid } = statement.safeIntegers(safeIntegers).run(values);
        return { changes, lastInsertRowid: safeIntegers ? BigInt(lastInsertRowid) : lastInsertRowid };
      },
    };
  }

  exec(sql: string): Promise<void> {
    return this.#client.exec(sql);
  }

  loadExtension(path: string): void {
    this.#client.loadExtension(path);
  }

  close(): void {
    this.#client.close();
  }

  /** What a statement that gives rows changes: libsql does not tell. */
  async #changesOf(work: () => Promise<unknown>, safeIntegers: boolean): Promise<Changes> {
    const [before] = await this.#counts(safeIntegers);
    await work();
    const [after, changes, lastInsertRowid = 0] = await this.#counts(safeIntegers);
    return { changes: after === before ? 0 : Number(changes), lastInsertRowid };
  }

  async #counts(safeIntegers: boolean): Promise<(number | bigint)[]> {
    const counting = await this.#client.prepare('SELECT total_changes(), changes(), last_insert_rowid()');
    const [counts = []] = await counting.safeIntegers(safeIntegers).raw(true).all([]);
    return counts as (number | bigint)[];
  }
}
