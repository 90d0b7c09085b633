import type { Executable } from '../core/contracts.js';
import { coroutine } from '../core/coroutine.js';
import { call, type Flow, type MaybePromise } from '../core/flow.js';
import { AsyncConnection, type AsyncEngine } from '../engine/async.js';
import { AsyncResult, AsyncScalarResult } from '../result/async-result.js';
import type { Result, ScalarResult } from '../result/result.js';
import type { ScalarOf } from '../result/row.js';
import type { MappedClass } from '../sql/entity.js';
import { begin, sessionBlock } from './blocks.js';
import { mergeInstance } from './merge.js';
import { SessionBase } from './session-base.js';
import type { SessionOptions } from './session-core.js';
import type { GetOptions } from './session-statements.js';
import type { SessionTransactionCore } from './session-transaction.js';
import type { Identity } from './session.js';

/** The asynchronous `SessionTransaction`: the same, awaited. */
export class AsyncSessionTransaction implements AsyncDisposable {
  /** Use `AsyncSession.begin()` or `beginNested()`. */
  constructor(
    readonly core: SessionTransactionCore,
    readonly session: AsyncSession,
  ) {}

  get isActive(): boolean {
    return this.core.isActive;
  }
  get nested(): boolean {
    return this.core.nested;
  }
  /** Flushes and commits. */
  commit(): Promise<void> {
    return this.#run('commit', () => this.core.commit());
  }
  rollback(): Promise<void> {
    return this.#run('rollback', () => this.core.rollback());
  }
  /** Rolls back unless already committed or rolled back. */
  close(): Promise<void> {
    return this.#run('close', () => this.core.rollback());
  }
  #run(method: string, flow: () => Flow<void>): Promise<void> {
    return coroutine(`AsyncSessionTransaction.${method}`, () => this.session.core.guarded(method, flow));
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The asynchronous `Session`: the same, awaited. For one task at a time. */
export class AsyncSession extends SessionBase implements AsyncDisposable {
  readonly #bind: AsyncEngine | AsyncConnection | undefined;

  /** @param bind an engine, or a connection; may be given as an option too */
  constructor(
    bind?: AsyncEngine | AsyncConnection | (SessionOptions & { bind?: AsyncEngine | AsyncConnection }),
    options: SessionOptions = {},
  ) {
    const given = isBind(bind) ? { ...options, bind } : { ...bind, ...options };
    super(given.bind, true, given);
    this.#bind = given.bind;
  }

  get bind(): AsyncEngine | AsyncConnection | undefined {
    return this.#bind;
  }

  #run<T>(method: string, flow: () => Flow<T>): Promise<T> {
    return coroutine(`AsyncSession.${method}`, () => this.core.guarded(method, flow));
  }

  #query<Row, T>(
    method: string,
    statement: Executable<Row>,
    parameters: unknown,
    give: (result: Result<Row>) => T,
  ): Promise<T> {
    const { core } = this;
    return this.#run(method, function* () {
      return give(yield* core.execute(statement, parameters));
    });
  }

  /** Executes a statement. The result is buffered: its methods are synchronous. */
  execute<Row>(statement: Executable<Row>, parameters?: unknown): Promise<Result<Row>> {
    return this.#query('execute', statement, parameters, (result) => result);
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
  /** The instance with a primary key, or `null`; without a SELECT when it is in the session. */
  get<T extends object>(entity: MappedClass<T>, identity: Identity, options?: GetOptions): Promise<T | null> {
    return this.#run('get', () => this.core.get(entity, identity, options) as Flow<T | null>);
  }
  /** As {@link get}; throws NoResultFound when there is no such row. */
  getOne<T extends object>(entity: MappedClass<T>, identity: Identity, options?: GetOptions): Promise<T> {
    return this.#run('getOne', () => this.core.getOne(entity, identity, options) as Flow<T>);
  }
  /** Loads an instance again: all its columns, or the attributes named. */
  refresh(instance: object, attributeNames?: readonly string[]): Promise<void> {
    return this.#run('refresh', () => this.core.refresh(instance, attributeNames));
  }
  /** Marks an instance for deletion, with what its delete cascade reaches. */
  delete(instance: object): Promise<void> {
    return this.#run('delete', () => this.core.delete(instance));
  }
  /** Copies an instance's attributes onto the one of this session with the same key, and gives that one. */
  merge<T extends object>(instance: T): Promise<T> {
    return this.#run('merge', () => mergeInstance(this.core, instance) as Flow<T>);
  }
  /** Writes changes to the database, within the transaction. */
  flush(): Promise<void> {
    return this.#run('flush', () => this.core.flush());
  }

  /** Begins a transaction. With a function: commits when it returns, rolls back when it throws. */
  begin(): Promise<AsyncSessionTransaction>;
  begin<T>(fn: (transaction: AsyncSessionTransaction) => MaybePromise<T>): Promise<T>;
  begin<T>(
    fn?: (transaction: AsyncSessionTransaction) => MaybePromise<T>,
  ): Promise<AsyncSessionTransaction | T> {
    return this.#transaction('begin', () => begin(this.core), fn);
  }
  /** Flushes and sets a savepoint. With a function: releases it when it returns, rolls back to it when it throws. */
  beginNested(): Promise<AsyncSessionTransaction>;
  beginNested<T>(fn: (transaction: AsyncSessionTransaction) => MaybePromise<T>): Promise<T>;
  beginNested<T>(
    fn?: (transaction: AsyncSessionTransaction) => MaybePromise<T>,
  ): Promise<AsyncSessionTransaction | T> {
    return this.#transaction('beginNested', () => this.core.beginNested(), fn);
  }
  #transaction<T>(
    method: string,
    start: () => Flow<SessionTransactionCore>,
    fn: ((transaction: AsyncSessionTransaction) => MaybePromise<T>) | undefined,
  ): Promise<AsyncSessionTransaction | T> {
    const { core } = this;
    const face = (transaction: SessionTransactionCore) => new AsyncSessionTransaction(transaction, this);
    return coroutine<AsyncSessionTransaction | T>(`AsyncSession.${method}`, function* () {
      if (fn === undefined) return face(yield* core.guarded(method, start));
      const run = (transaction: SessionTransactionCore) => fn(face(transaction));
      return yield* sessionBlock(core, `AsyncSession.${method}()`, start, run, (flow) =>
        core.guarded(method, flow),
      );
    });
  }

  /** Flushes and commits. */
  commit(): Promise<void> {
    return this.#run('commit', () => this.core.commit());
  }
  rollback(): Promise<void> {
    return this.#run('rollback', () => this.core.rollback());
  }
  /** Takes all instances out of the session and gives its connection back. It can be used again. */
  close(): Promise<void> {
    return this.#run('close', () => this.core.close());
  }
  /** Same as {@link close}. */
  reset(): Promise<void> {
    return this.#run('reset', () => this.core.close());
  }
  /** The connection of the session's transaction. */
  connection(): Promise<AsyncConnection> {
    const { core } = this;
    const bind = this.#bind;
    return this.#run('connection', function* () {
      const connection = yield* core.connection();
      return bind instanceof AsyncConnection ? bind : new AsyncConnection(connection, bind as AsyncEngine);
    });
  }
  /** Runs a function during which SELECTs do not flush. */
  noAutoflush<T>(fn: () => MaybePromise<T>): Promise<T> {
    const { core } = this;
    return coroutine('AsyncSession.noAutoflush', function* () {
      const before = core.autoflush;
      core.autoflush = false;
      try {
        return yield* call(fn);
      } finally {
        core.autoflush = before;
      }
    });
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function isBind(value: unknown): value is AsyncEngine | AsyncConnection {
  // Whatever is not an object of options is taken for a bind, and refused if it is none.
  return typeof value !== 'object' || value === null ? value !== undefined : 'core' in value;
}
