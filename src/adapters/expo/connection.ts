/** What of expo-sqlite's database is used here. */
export interface Client {
  execAsync(sql: string): Promise<void>;
  prepareAsync(sql: string): Promise<Statement>;
}

/** A statement of expo-sqlite's. */
export interface Statement {
  executeAsync<T>(parameters: never[]): Promise<Rows<T> & RunResult>;
  executeForRawResultAsync(parameters: never[]): Promise<Rows<unknown[]>>;
  finalizeAsync(): Promise<void>;
}

export interface RunResult {
  changes: number;
  lastInsertRowId: number;
}

interface Rows<T> {
  getAllAsync(): Promise<T[]>;
  getFirstAsync(): Promise<T | null>;
}

/** The one connection a database has: its statements, and its transactions one after another. */
export class Connection {
  readonly #client: Client;
  #last: Promise<unknown> = Promise.resolve();
  #savepoints = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Uses a statement once. */
  async use<T>(sql: string, work: (statement: Statement) => Promise<T>): Promise<T> {
    const statement = await this.#client.prepareAsync(sql);
    try {
      return await work(statement);
    } finally {
      await statement.finalizeAsync();
    }
  }

  run(sql: string, given: unknown[]): Promise<RunResult> {
    return this.use(sql, async (statement) => {
      const { changes, lastInsertRowId } = await statement.executeAsync(given as never[]);
      return { changes, lastInsertRowId };
    });
  }

  /**
   * Does something in a transaction once those before it are done; what is in none does not wait. Inside another it undoes its
   * own part alone.
   */
  transaction<T>(behavior: string, work: () => Promise<T>, isNested: boolean): Promise<T> {
    if (isNested) {
      const name = `sp${String(++this.#savepoints)}`;
      return this.#within(
        {
          begin: `savepoint ${name}`,
          commit: `release ${name}`,
          undo: `rollback to ${name}; release ${name}`,
        },
        work,
      );
    }
    const done = this.#last.then(() =>
      this.#within({ begin: `begin ${behavior}`, commit: 'commit', undo: 'rollback' }, work),
    );
    this.#last = done.catch((): undefined => undefined);
    return done;
  }

  async #within<T>(
    { begin, commit, undo }: { begin: string; commit: string; undo: string },
    work: () => Promise<T>,
  ): Promise<T> {
    await this.#client.execAsync(begin);
    try {
      const result = await work();
      await this.#client.execAsync(commit);
      return result;
    } catch (error) {
      await this.#client.execAsync(undo);
      throw error;
    }
  }
}

/** All rows of a statement, as lists of values or as objects. */
export async function allRows(
  statement: Statement,
  given: unknown[],
  form: 'lists' | 'objects',
): Promise<unknown[]> {
  if (form === 'lists') return (await statement.executeForRawResultAsync(given as never[])).getAllAsync();
  return (await statement.executeAsync(given as never[])).getAllAsync();
}

/** The first row of a statement, null where there is none. */
export async function firstRow(
  statement: Statement,
  given: unknown[],
  form: 'lists' | 'objects',
): Promise<unknown> {
  if (form === 'lists') return (await statement.executeForRawResultAsync(given as never[])).getFirstAsync();
  return (await statement.executeAsync(given as never[])).getFirstAsync();
}
