import type { Executable, Face } from '../core/contracts.js';
import { coroutine } from '../core/coroutine.js';
import type { Flow, MaybePromise } from '../core/flow.js';
import { AsyncResult, AsyncScalarResult } from '../result/async-result.js';
import type { Result, ScalarResult } from '../result/result.js';
import type { Row, ScalarOf } from '../result/row.js';
import { engineBlock, transactionBlock } from './blocks.js';
import type { ConnectionCore } from './connection.js';
import { EngineCore } from './engine.js';
import type { EngineOptions } from './options.js';
import type { TransactionCore } from './transaction.js';
import type { URL } from './url.js';

/** A transaction or savepoint. `await using tx = await connection.begin()` rolls back unless it was committed. */
export class AsyncTransaction implements AsyncDisposable {
  /** Use `AsyncConnection.begin()` or `beginNested()`. */
  constructor(
    readonly core: TransactionCore,
    readonly connection: AsyncConnection,
  ) {}

  get isActive(): boolean {
    return this.core.isActive;
  }
  commit(): Promise<void> {
    return coroutine('AsyncTransaction.commit', () => this.core.commit());
  }
  rollback(): Promise<void> {
    return coroutine('AsyncTransaction.rollback', () => this.core.rollback());
  }
  /** Rolls back unless already committed or rolled back. */
  close(): Promise<void> {
    return coroutine('AsyncTransaction.close', () => this.core.close());
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The asynchronous `Connection`: the same, awaited. */
export class AsyncConnection implements Face, AsyncDisposable {
  readonly isAsync = true;
  readonly #transactions = new WeakMap<TransactionCore, AsyncTransaction>();

  /** Use `AsyncEngine.connect()`. */
  constructor(
    readonly core: ConnectionCore,
    readonly engine: AsyncEngine,
  ) {}

  /** For the runtime itself: see {@link Face}. */
  run<T>(name: string, flow: () => Flow<T>): Promise<T> {
    return coroutine(name, flow);
  }

  get closed(): boolean {
    return this.core.closed;
  }
  get dialect(): { name: string; driver: string } {
    return this.engine.dialect;
  }
  /** A buffered result: its methods are synchronous. Throws as `Connection.execute` does. */
  execute<Row>(statement: Executable<Row>, parameters?: unknown): Promise<Result<Row>> {
    return coroutine('AsyncConnection.execute', () => this.core.execute(statement, parameters));
  }
  /** The first value of the first row, or `null`. */
  scalar<Row>(statement: Executable<Row>, parameters?: unknown): Promise<ScalarOf<Row> | null> {
    return this.#query('scalar', statement, parameters, (result) => result.scalar());
  }
  /** The first value of each row. */
  scalars<Row>(statement: Executable<Row>, parameters?: unknown): Promise<ScalarResult<ScalarOf<Row>>> {
    return this.#query('scalars', statement, parameters, (result) => result.scalars());
  }
  /** A result that is fetched with `for await`, or with methods that are awaited. */
  stream<Row>(statement: Executable<Row>, parameters?: unknown): Promise<AsyncResult<Row>> {
    return this.#query('stream', statement, parameters, (result) => new AsyncResult(result));
  }
  /** The first value of each row, fetched with `for await`, or with methods that are awaited. */
  streamScalars<Row>(
    statement: Executable<Row>,
    parameters?: unknown,
  ): Promise<AsyncScalarResult<ScalarOf<Row>>> {
    return this.#query(
      'streamScalars',
      statement,
      parameters,
      (result) => new AsyncScalarResult(result.scalars()),
    );
  }
  /** SQL text in the driver's own style, with `?` or `$1` for positional parameters. */
  execDriverSql(sql: string, parameters?: readonly unknown[]): Promise<Result<Row>> {
    return coroutine('AsyncConnection.execDriverSql', () => this.core.execDriverSql(sql, parameters));
  }

  /** Begins a transaction. With a function: commits when it returns, rolls back when it throws. */
  begin(): Promise<AsyncTransaction>;
  begin<T>(fn: (transaction: AsyncTransaction) => MaybePromise<T>): Promise<T>;
  begin<T>(fn?: (transaction: AsyncTransaction) => MaybePromise<T>): Promise<AsyncTransaction | T> {
    return this.#transaction('begin', () => this.core.begin(), fn);
  }
  /** Sets a savepoint. With a function: releases it when it returns, rolls back to it when it throws. */
  beginNested(): Promise<AsyncTransaction>;
  beginNested<T>(fn: (transaction: AsyncTransaction) => MaybePromise<T>): Promise<T>;
  beginNested<T>(fn?: (transaction: AsyncTransaction) => MaybePromise<T>): Promise<AsyncTransaction | T> {
    return this.#transaction('beginNested', () => this.core.beginNested(), fn);
  }
  commit(): Promise<void> {
    return coroutine('AsyncConnection.commit', () => this.core.commit());
  }
  rollback(): Promise<void> {
    return coroutine('AsyncConnection.rollback', () => this.core.rollback());
  }
  /** Rolls back what is open and gives the connection back to the pool. */
  close(): Promise<void> {
    return coroutine('AsyncConnection.close', () => this.core.close());
  }
  inTransaction(): boolean {
    return this.core.inTransaction();
  }
  inNestedTransaction(): boolean {
    return this.core.inNestedTransaction();
  }
  getTransaction(): AsyncTransaction | null {
    return this.core.transaction === undefined ? null : this.#face(this.core.transaction);
  }
  getNestedTransaction(): AsyncTransaction | null {
    return this.core.nestedTransaction === undefined ? null : this.#face(this.core.nestedTransaction);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #query<Row, T>(
    method: string,
    statement: Executable<Row>,
    parameters: unknown,
    give: (result: Result<Row>) => T,
  ): Promise<T> {
    const { core } = this;
    return coroutine(`AsyncConnection.${method}`, function* () {
      return give(yield* core.execute(statement, parameters));
    });
  }

  #transaction<T>(
    method: string,
    begin: () => Flow<TransactionCore>,
    fn: ((transaction: AsyncTransaction) => MaybePromise<T>) | undefined,
  ): Promise<AsyncTransaction | T> {
    const face = (core: TransactionCore) => this.#face(core);
    return coroutine<AsyncTransaction | T>(`AsyncConnection.${method}`, function* () {
      if (fn === undefined) return face(yield* begin());
      return yield* transactionBlock(`AsyncConnection.${method}()`, begin(), (core) => fn(face(core)));
    });
  }

  #face(core: TransactionCore): AsyncTransaction {
    const face = this.#transactions.get(core) ?? new AsyncTransaction(core, this);
    this.#transactions.set(core, face);
    return face;
  }
}

/** The asynchronous `Engine`: the same, awaited. */
export class AsyncEngine implements Face, AsyncDisposable {
  readonly isAsync = true;
  readonly core: EngineCore;

  /** Use {@link createAsyncEngine}. */
  constructor(url: string | URL, options: EngineOptions) {
    this.core = new EngineCore(url, this, options);
  }

  /** For the runtime itself: see {@link Face}. */
  run<T>(name: string, flow: () => Flow<T>): Promise<T> {
    return coroutine(name, flow);
  }

  get url(): URL {
    return this.core.url;
  }
  /** Names of dialect and driver, as SQLAlchemy's: `postgresql`, `asyncpg`. */
  get dialect(): { name: string; driver: string } {
    return { name: this.core.url.getBackendName(), driver: this.core.driver.name };
  }
  get pool(): { status(): string } {
    return this.core.pool;
  }
  connect(): Promise<AsyncConnection> {
    const { core } = this;
    const face = (connection: ConnectionCore) => new AsyncConnection(connection, this);
    return coroutine('AsyncEngine.connect', function* () {
      return face(yield* core.connect());
    });
  }
  /** Runs the function on a connection in a transaction: commit when it returns, rollback when it throws. */
  begin<T>(fn: (connection: AsyncConnection) => MaybePromise<T>): Promise<T> {
    return coroutine('AsyncEngine.begin', () =>
      engineBlock('AsyncEngine.begin()', this.core, (core) => fn(new AsyncConnection(core, this))),
    );
  }
  /** Closes the pool's connections. */
  dispose(): Promise<void> {
    return coroutine('AsyncEngine.dispose', () => this.core.dispose());
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
  toString(): string {
    return `AsyncEngine(${this.url.toString()})`;
  }
}
