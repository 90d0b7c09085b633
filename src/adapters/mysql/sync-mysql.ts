import { createConnection, type Connection, type ConnectionOptions } from 'mysql2/promise';
import { Turns } from '../sqlite/turns.js';
import { asBefore } from './results.js';
import { beginsTransaction, endsTransaction } from './statements.js';

/** What stands for a `?` in a statement. An empty string is `NULL`, as it was. */
type Value = string | number | boolean | null;

/** What a statement gives, as `JSON.parse` would: nothing is known of it. */
type Result = ReturnType<typeof JSON.parse>;

/** What mysql2 keeps of a connection, and does not declare. */
interface Underlying {
  connection: { stream: { ref: () => void; unref: () => void } };
}

/**
 * A connection to MySQL with the methods of `sync-mysql`, whose results come as promises. One connection is shared by
 * all: statements are run in the order in which they are asked for, and a transaction that is begun by hand is not mixed with
 * what others ask. It is opened by the first statement, anew when it was lost, and keeps no process alive.
 */
class MySql {
  readonly #options: ConnectionOptions;
  readonly #turns = new Turns();
  readonly #queued: Promise<unknown>[] = [];
  #connection: Promise<Connection> | undefined;
  #isDisposed = false;

  constructor(options: ConnectionOptions) {
    // Numbers and JSON as the driver of sync-mysql gives them.
    this.#options = { decimalNumbers: true, jsonStrings: true, ...options };
  }

  /** Runs a statement. @returns its rows, or what it did */
  async query(sql: string, values: readonly Value[] = []): Promise<Result> {
    checkText(sql, 'query');
    checkValues(values);
    const given = values.map((value) => (value === '' ? null : value));
    return asBefore(await this.#take(sql, (connection) => connection.query(sql, given)));
  }

  /** Calls a procedure. @returns the rows of its one statement, a list of those of several, or what it did */
  async call(name: string, values: readonly Value[]): Promise<Result> {
    checkText(name, 'name');
    const sql = `CALL ${name}(${values.map(() => '?').join(', ')})`;
    const result: unknown = await this.query(sql, values);
    if (!Array.isArray(result)) return { metadata: result };
    const sets: unknown[] = result.slice(0, -1);
    return sets.length === 1 ? sets[0] : sets;
  }

  /** Asks for a statement, and goes on. @returns a function that waits for what the statement gives */
  queueQuery(sql: string, values: readonly Value[] = []): () => Promise<Result> {
    return this.#queue(this.query(sql, values));
  }

  queueCall(name: string, values: readonly Value[]): () => Promise<Result> {
    return this.#queue(this.call(name, values));
  }

  /** Waits for all that is queued. */
  async finishAll(): Promise<void> {
    await Promise.all(this.#queued.splice(0));
  }

  update(sql: string, values: readonly Value[] = []): Promise<Result> {
    return this.query(sql, values);
  }

  queueUpdate(sql: string, values: readonly Value[] = []): () => Promise<Result> {
    return this.queueQuery(sql, values);
  }

  /** The row of a table with a number or text for its `id`. */
  async getRecord(table: string, id: string | number): Promise<Result> {
    const rows: unknown = await this.query('SELECT * FROM ?? WHERE id = ?', [table, id]);
    return (rows as unknown[])[0];
  }

  /** Closes the connection. Nothing can be asked after it. */
  async dispose(): Promise<void> {
    await this.#turns.take(async () => {
      this.#isDisposed = true;
      const connection = await this.#connection;
      await connection?.end();
    });
  }

  #queue(result: Promise<unknown>): () => Promise<unknown> {
    // Whoever waits for it is told of its error.
    result.catch((): undefined => undefined);
    this.#queued.push(result);
    return () => result;
  }

  #take(sql: string, work: (connection: Connection) => Promise<[unknown, unknown]>): Promise<unknown> {
    const run = async () => {
      try {
        const [result] = await this.#onConnection(work);
        return result;
      } finally {
        if (endsTransaction(sql)) this.#turns.ended();
      }
    };
    return beginsTransaction(sql) ? this.#turns.begin(run) : this.#turns.take(run);
  }

  async #onConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#isDisposed) throw Object.assign(new Error('Pool is closed.'), { code: 'POOL_CLOSED' });
    try {
      this.#connection ??= this.#open();
      const connection = await this.#connection;
      const { stream } = (connection as unknown as Underlying).connection;
      stream.ref();
      try {
        return await work(connection);
      } finally {
        stream.unref();
      }
    } catch (error) {
      if ((error as { fatal?: boolean }).fatal === true) this.#lose();
      throw told(error);
    }
  }

  async #open(): Promise<Connection> {
    try {
      const connection = await createConnection(this.#options);
      connection.on('error', () => {
        this.#lose();
      });
      return connection;
    } catch (error) {
      this.#lose();
      throw error;
    }
  }

  /** The next statement opens a connection of its own. */
  #lose(): void {
    this.#connection = undefined;
    this.#turns.ended();
  }
}

export default MySql;

function checkText(text: unknown, what: string): void {
  if (typeof text !== 'string') throw new TypeError(`Expected ${what} to be a string`);
}

function checkValues(values: unknown): void {
  if (!Array.isArray(values)) throw new TypeError('Expected args to be strings');
  const fits = values.every(
    (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  );
  if (!fits) throw new TypeError('Expected every arg to be a string, number, boolean or null');
}

/** An error as it came from the other process: its message, with the server's code before it, and its code. */
function told(error: unknown): Error {
  const { code, message = String(error) } = error as { code?: string; message?: string };
  const isServers = code?.startsWith('ER_') === true && !message.startsWith(code);
  return Object.assign(new Error(isServers ? `${code}: ${message}` : message), { code });
}
