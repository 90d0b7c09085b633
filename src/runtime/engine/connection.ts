import type { Compiled, DialectName, DriverResult, Executable, ExecuteOptions } from '../core/contracts.js';
import {
  DBAPIError,
  InvalidRequestError,
  ObjectNotExecutableError,
  PendingRollbackError,
  ResourceClosedError,
  type FailedStatement,
} from '../core/errors.js';
import { call, type Flow, type MaybePromise } from '../core/flow.js';
import { Result } from '../result/result.js';
import { rowFactory, type Row } from '../result/row.js';
import { DriverError } from './drivers/driver-error.js';
import type { EngineCore } from './engine.js';
import { publish, type EventKind, type TraceEvent } from './events.js';
import type { Pool, PooledConnection } from './pool/pool.js';
import { NestedTransactionCore, RootTransactionCore, type TransactionCore } from './transaction.js';
import { wrapDriverError } from './wrap-error.js';

/** One thing done on the driver's connection: how it is recorded, logged, and reported when it fails. */
interface Step {
  event: Omit<TraceEvent, 'connection'>;
  text: string;
  failed?: FailedStatement;
}

function isExecutable(value: unknown): value is Executable {
  return typeof value === 'object' && value !== null && 'compile' in value && 'makeResult' in value;
}

/**
 * A connection checked out of an engine's pool, with SQLAlchemy's autobegin ("commit as you go"): the first statement
 * begins a transaction, `commit()` or `rollback()` ends it. Both faces wrap it. After SQLAlchemy's `Connection`
 * (engine/base.py).
 */
export class ConnectionCore {
  /** The open transaction; set by the transactions themselves. */
  transaction: RootTransactionCore | undefined;
  /** The innermost open savepoint; set by the savepoints themselves. */
  nestedTransaction: NestedTransactionCore | undefined;
  /** The transaction of the innermost callback block that is running. */
  block: TransactionCore | undefined;
  #pooled: PooledConnection | undefined;
  #closed = false;
  #busy = false;
  #savepoints = 0;

  constructor(
    readonly engine: EngineCore,
    private readonly pool: Pool,
    pooled: PooledConnection,
  ) {
    this.#pooled = pooled;
  }

  get dialect(): DialectName {
    return this.engine.dialect;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the driver's connection was given up after a disconnect; the next transaction opens another. */
  get invalidated(): boolean {
    return this.#pooled === undefined && !this.#closed;
  }

  inTransaction(): boolean {
    return this.transaction?.isActive === true;
  }

  inNestedTransaction(): boolean {
    return this.nestedTransaction?.isActive === true;
  }

  /**
   * Executes a statement, beginning a transaction first when none is open.
   * @param parameters what is given beside the statement: values for its named parameters, or a list of them
   * @throws ObjectNotExecutableError for anything but a statement
   * @throws DBAPIError (IntegrityError, OperationalError, …) what the driver throws, with statement and parameters
   */
  *execute<Row>(
    executable: Executable<Row>,
    parameters?: unknown,
    options: ExecuteOptions = {},
  ): Flow<Result<Row>> {
    if (!isExecutable(executable)) throw new ObjectNotExecutableError(executable);
    this.#requireOpen();
    const compiled = executable.compile(this.dialect, parameters);
    return executable.makeResult(yield* this.executeCompiled(compiled, options), compiled, this.dialect);
  }

  /** Executes SQL text with positional parameters in the driver's own style (`?` or `$1`): SQLAlchemy's `exec_driver_sql`. */
  *execDriverSql(sql: string, parameters: readonly unknown[] = []): Flow<Result<Row>> {
    const result = yield* this.executeCompiled({ sql, parameters });
    const { columns: keys, rowcount, lastrowid } = result;
    const rows = result.rows.map(rowFactory(keys));
    return new Result({ keys, rows, rowcount, lastrowid, returnsRows: keys.length > 0 });
  }

  /** Executes what is compiled already, one parameter set after the other. */
  *executeCompiled(compiled: Compiled, options: ExecuteOptions = {}): Flow<DriverResult> {
    yield* this.#autobegin();
    const { sql, parameterSets } = compiled;
    if (parameterSets === undefined) return yield* this.#executeOne(compiled, options);
    const total: { -readonly [K in keyof DriverResult]: DriverResult[K] } = {
      columns: [],
      rows: [],
      rowcount: 0,
    };
    for (const parameters of parameterSets) {
      const one = yield* this.#executeOne({ sql, parameters }, options);
      total.columns = one.columns;
      total.rows = [...total.rows, ...one.rows];
      total.rowcount = one.rowcount < 0 || total.rowcount < 0 ? -1 : total.rowcount + one.rowcount;
      if (one.lastrowid !== undefined) total.lastrowid = one.lastrowid;
    }
    return total;
  }

  /** @throws InvalidRequestError if a transaction is open already, by `begin()` or by autobegin */
  *begin(): Flow<RootTransactionCore> {
    this.#requireUsable();
    if (this.transaction !== undefined) {
      throw new InvalidRequestError(
        'This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; ' +
          "can't call begin() here unless rollback() or commit() is called first.",
      );
    }
    return yield* this.#begin();
  }

  /** Sets a savepoint, beginning a transaction first when none is open. */
  *beginNested(): Flow<NestedTransactionCore> {
    yield* this.#autobegin();
    this.#savepoints += 1;
    const name = `sa_savepoint_${this.#savepoints}`;
    yield* this.#savepoint('savepoint', `SAVEPOINT ${name}`);
    return new NestedTransactionCore(this, name);
  }

  /** Commits the open transaction; nothing to do when there is none. */
  *commit(): Flow<void> {
    this.#requireOpen();
    if (this.transaction !== undefined) yield* this.transaction.commit();
  }

  /** Rolls the open transaction back; nothing to do when there is none. */
  *rollback(): Flow<void> {
    this.#requireOpen();
    if (this.transaction !== undefined) yield* this.transaction.rollback();
  }

  /** Rolls back what is open and gives the connection back to the pool. Closing again does nothing. */
  *close(): Flow<void> {
    if (this.#closed) return;
    let broken = this.#pooled === undefined;
    try {
      if (this.transaction !== undefined) yield* this.transaction.close();
    } catch (error) {
      // Nobody may get a connection whose transaction could not be ended.
      broken = true;
      if (!(error instanceof DBAPIError && error.connectionInvalidated)) throw error;
    } finally {
      const pooled = this.#pooled;
      this.#closed = true;
      this.#pooled = undefined;
      if (pooled !== undefined) yield* this.pool.checkin(pooled, broken);
    }
  }

  /** For transactions: ends the transaction on the server. */
  *commitImpl(): Flow<void> {
    yield* this.#driver((driver) => driver.commit(), { event: { kind: 'commit' }, text: 'COMMIT' });
  }

  /** For transactions: ends the transaction on the server. A connection that is gone has nothing to roll back. */
  *rollbackImpl(): Flow<void> {
    const step = { event: { kind: 'rollback' }, text: 'ROLLBACK' } as const;
    if (this.#pooled === undefined) this.#record(step);
    else yield* this.#driver((driver) => driver.rollback(), step);
  }

  /** For savepoints. */
  releaseSavepointImpl(name: string): Flow<void> {
    return this.#savepoint('release', `RELEASE SAVEPOINT ${name}`);
  }

  /** For savepoints. */
  *rollbackToSavepointImpl(name: string): Flow<void> {
    if (this.#pooled === undefined) return;
    yield* this.#savepoint('rollback to savepoint', `ROLLBACK TO SAVEPOINT ${name}`);
  }

  /** @throws PendingRollbackError always: what is open has failed and has to be rolled back before anything else */
  refuseInactive(): never {
    const nested = this.nestedTransaction?.isActive === false ? 'savepoint ' : '';
    if (this.invalidated) {
      throw new PendingRollbackError(
        `Can't reconnect until invalid ${nested}transaction is rolled back.  Please rollback() fully before proceeding`,
        { code: '8s2b' },
      );
    }
    throw new PendingRollbackError(
      `This connection is on an inactive ${nested}transaction.  Please rollback() fully before proceeding`,
      { code: '8s2a' },
    );
  }

  #requireOpen(): void {
    if (this.#closed) throw new ResourceClosedError('This Connection is closed');
  }

  #requireUsable(): void {
    this.#requireOpen();
    if (this.block?.isActive !== false) return;
    throw new InvalidRequestError(
      "Can't operate on closed transaction inside context manager.  Please complete the context manager " +
        'before emitting further commands.',
    );
  }

  *#autobegin(): Flow<void> {
    this.#requireUsable();
    if (this.transaction === undefined) yield* this.#begin();
    else if (!this.transaction.isActive || this.nestedTransaction?.isActive === false) this.refuseInactive();
  }

  *#begin(): Flow<RootTransactionCore> {
    if (this.#pooled === undefined) this.#pooled = yield* this.#guard(() => this.pool.checkout(), {});
    const step = { event: { kind: 'begin' }, text: 'BEGIN (implicit)' } as const;
    yield* this.#driver((driver) => driver.begin(), step);
    return (this.transaction = new RootTransactionCore(this));
  }

  *#savepoint(kind: EventKind, sql: string): Flow<void> {
    const step = { event: { kind, sql }, text: sql, failed: { statement: sql } };
    yield* this.#driver((driver) => driver.execute({ sql, parameters: [] }), step);
  }

  *#executeOne(compiled: Compiled, options: ExecuteOptions): Flow<DriverResult> {
    const { sql, parameters } = compiled;
    const { origin = 'statement', expiredBy } = options;
    const { hideParameters } = this.engine.options;
    return yield* this.#driver((driver) => driver.execute(compiled), {
      event: { kind: 'execute', sql, parameters, origin, ...(expiredBy === undefined ? {} : { expiredBy }) },
      text: sql,
      failed: { statement: sql, params: parameters, hideParameters },
    });
  }

  /** Records a step before it is made, so that one that fails is on record too. */
  #record({ event, text }: Step): void {
    this.engine.logger.info(text);
    if (event.parameters !== undefined) this.engine.logger.parameters(event.parameters);
    publish(this, event);
  }

  /** Makes one call of the driver, alone. */
  #driver<T>(use: (driver: PooledConnection['driver']) => MaybePromise<T>, step: Step): Flow<T> {
    const work = () => {
      this.#record(step);
      return use((this.#pooled as PooledConnection).driver);
    };
    return this.#guard(() => call(work), step.failed);
  }

  /**
   * Keeps a second task out while the first one's operation runs, and gives errors SQLAlchemy's names. After a
   * disconnect the driver's connection is given up, and so are the idle ones: they went to the same server.
   */
  *#guard<T>(flow: () => Flow<T>, failed: FailedStatement | undefined): Flow<T> {
    if (this.#busy) {
      const text =
        'cannot perform operation: another operation is in progress on this connection; await it first';
      throw wrapDriverError(new DriverError('asyncshift', 'InterfaceError', text, false, undefined), failed);
    }
    this.#busy = true;
    try {
      return yield* flow();
    } catch (error) {
      if (error instanceof DriverError && error.disconnect) yield* this.#invalidate();
      throw wrapDriverError(error, failed);
    } finally {
      this.#busy = false;
    }
  }

  *#invalidate(): Flow<void> {
    const pooled = this.#pooled;
    this.#pooled = undefined;
    if (this.transaction !== undefined) this.transaction.isActive = false;
    this.pool.invalidateAll();
    if (pooled !== undefined) yield* this.pool.checkin(pooled, true);
  }
}
