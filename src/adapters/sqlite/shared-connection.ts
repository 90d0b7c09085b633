import { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection } from './connection.js';
import { beginsTransaction } from './sql.js';
import { Turns } from './turns.js';

/** One connection for everybody, given out by turns. */
export class SharedConnection {
  readonly #connection: Connection;
  readonly #turns = new Turns();
  #setUp: string | undefined;
  #savepoints = 0;
  #isOpen = true;
  /** Whether it closes as soon as its set-ups are done. */
  #isClosing = false;
  #setUps = 0;
  readonly #inSetUp = new AsyncLocalStorage<true>();

  /** @param setUp SQL that makes the connection ready */
  constructor(connection: Connection, setUp?: string) {
    this.#connection = connection;
    this.#setUp = setUp;
  }

  get inTransaction(): boolean {
    return this.#isOpen && this.#connection.inTransaction;
  }

  /**
   * Does something when its turn comes.
   * @param sql what is run, where it may begin a transaction that goes on after it
   */
  use<T>(work: (connection: Connection) => Promise<T>, sql = ''): Promise<T> {
    return beginsTransaction(sql) ? this.begin(work) : this.#turns.take(() => this.#now(work));
  }

  /** Does something when its turn comes that begins a transaction. The caller is inside it until it ends. */
  begin<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#turns.begin(() => this.#now(work));
  }

  /** Does several things when their turn comes, with nobody else's in between. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.hold(work);
  }

  /** Does something before all that others ask from now on, also when the connection is closed before its turn comes. */
  async setUp<T>(work: () => Promise<T>): Promise<T> {
    this.#setUps += 1;
    try {
      return await this.hold(() => this.#inSetUp.run(true, work));
    } finally {
      this.#setUps -= 1;
      if (this.#isClosing) this.close();
    }
  }

  /** Whether the caller is part of a set-up. */
  get isSettingUp(): boolean {
    return this.#inSetUp.getStore() === true;
  }

  exec(sql: string): Promise<void> {
    return this.use((connection) => connection.exec(sql), sql);
  }

  /**
   * Does something in a transaction: it is kept when it ends, and undone when it throws. Inside another transaction it
   * undoes its own part alone. What others do on this connection waits for its end.
   */
  transact<T>(
    mode: string,
    work: () => T,
    exec: (sql: string) => Promise<unknown> = (sql) => this.exec(sql),
  ): Promise<Awaited<T>> {
    return this.#turns.hold(async (): Promise<Awaited<T>> => {
      const savepoint = `asyncshift_${String(++this.#savepoints)}`;
      const [begin, commit, undo] = this.inTransaction
        ? [`SAVEPOINT ${savepoint}`, `RELEASE ${savepoint}`, `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`]
        : [`BEGIN${mode}`, 'COMMIT', 'ROLLBACK'];
      await exec(begin);
      try {
        const result: Awaited<T> = await work();
        await exec(commit);
        return result;
      } catch (error) {
        // Some errors make SQLite undo the transaction itself. What is still under way belongs to it and comes first.
        await this.use(async (connection) => {
          if (connection.inTransaction) await connection.exec(undo);
        });
        throw error;
      }
    });
  }

  /** Does something that SQLite takes for writing, as it does a copy into a file, on a connection that only reads. */
  asIfWritable<T>(work: () => Promise<T>): Promise<T> {
    return this.hold(async () => {
      await this.exec('PRAGMA query_only = 0');
      try {
        return await work();
      } finally {
        await this.exec('PRAGMA query_only = 1');
      }
    });
  }

  async #now<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const isUsable = this.#isOpen && (!this.#isClosing || this.isSettingUp);
    if (!isUsable) throw new TypeError('The database connection is not open');
    const setUp = this.#setUp;
    this.#setUp = undefined;
    if (setUp !== undefined) await this.#connection.exec(setUp);
    try {
      return await work(this.#connection);
    } finally {
      if (!this.inTransaction) this.#turns.ended();
    }
  }

  loadExtension(path: string): void {
    this.#connection.loadExtension(path);
  }

  close(): void {
    this.#isClosing = this.#setUps > 0;
    if (this.#isClosing) return;
    if (this.#isOpen) this.#connection.close();
    this.#isOpen = false;
    this.#turns.ended();
  }
}
