import {
  IllegalStateChangeError,
  InvalidRequestError,
  StatementError,
  UnboundExecutionError,
} from '../core/errors.js';
import { runSync, type Flow } from '../core/flow.js';
import type { ConnectionCore } from '../engine/connection.js';
import type { EngineCore } from '../engine/engine.js';
import { deleteCascade } from './cascades.js';
import { loadAttribute, missingGreenlet, settleWithoutIo } from './lazy.js';
import { SessionStatements, type SelectOptions } from './session-statements.js';
import { SessionTransactionCore, alreadyBegun } from './session-transaction.js';
import { stateOf, type InstanceState } from './state.js';
import { flushSession } from './unit-of-work.js';

/** Options of a session. */
export interface SessionOptions {
  /** Flush before SELECTs, so that they see what has been changed: on by default. */
  autoflush?: boolean;
  /** Have attributes loaded again after a commit: on by default. */
  expireOnCommit?: boolean;
  /** Begin a transaction when the first operation needs one: on by default. */
  autobegin?: boolean;
  /** `false`: a session that was closed cannot be used again. */
  closeResetsOnly?: boolean;
}

const AUTOFLUSH_HINT =
  '(raised as a result of Query-invoked autoflush; consider using a session.noAutoflush block if this flush is occurring prematurely)';

/** A session without a face: unit of work, identity map and transaction. `Session` and `AsyncSession` wrap it. */
export class SessionCore extends SessionStatements {
  transaction: SessionTransactionCore | undefined;
  autoflush: boolean;
  readonly expireOnCommit: boolean;
  #flushing = false;
  #closed = false;
  #provisioning = false;
  #busy: string | undefined;

  constructor(
    readonly bind: EngineCore | ConnectionCore | undefined,
    readonly isAsync: boolean,
    private readonly options: SessionOptions,
  ) {
    super();
    this.autoflush = options.autoflush ?? true;
    this.expireOnCommit = options.expireOnCommit ?? true;
  }

  /** @throws UnboundExecutionError for a session made without an engine */
  requireBind(): EngineCore | ConnectionCore {
    if (this.bind === undefined) {
      throw new UnboundExecutionError(
        'This Session is not bound to an engine or connection: give it one, as in new Session(engine)',
      );
    }
    return this.bind;
  }

  // --- transactions

  override autobegin(): SessionTransactionCore {
    if (this.transaction === undefined) {
      if (this.options.autobegin === false) {
        throw new InvalidRequestError(
          'Autobegin is disabled on this Session; please call session.begin() to start a new transaction',
        );
      }
      this.#start();
    }
    return this.transaction as unknown as SessionTransactionCore;
  }

  #start(): SessionTransactionCore {
    if (this.#closed && this.options.closeResetsOnly === false) {
      throw new InvalidRequestError(
        'This Session has been permanently closed and is unable to handle any more transaction requests.',
      );
    }
    return (this.transaction = new SessionTransactionCore(this, undefined));
  }

  /** @throws InvalidRequestError when a transaction is open already, be it by autobegin */
  begin(): SessionTransactionCore {
    if (this.transaction !== undefined) alreadyBegun();
    return this.#start();
  }

  /** Flushes, and goes on within a savepoint. */
  *beginNested(): Flow<SessionTransactionCore> {
    const parent = this.autobegin();
    parent.assertActive();
    yield* this.flush();
    return (this.transaction = new SessionTransactionCore(this, parent));
  }

  *commit(): Flow<void> {
    let transaction = this.autobegin();
    while (transaction.parent !== undefined) transaction = transaction.parent;
    yield* transaction.commit();
  }

  *rollback(): Flow<void> {
    let transaction = this.transaction;
    while (transaction?.parent !== undefined) transaction = transaction.parent;
    if (transaction !== undefined) yield* transaction.rollback();
  }

  /** Takes all instances out, and gives the connection back. */
  *close(): Flow<void> {
    this.#closed = true;
    this.expungeAll();
    let transaction = this.transaction;
    while (transaction?.parent !== undefined) transaction = transaction.parent;
    if (transaction !== undefined) yield* transaction.close();
  }

  committed(transaction: SessionTransactionCore): void {
    this.finishCommit(transaction, this.expireOnCommit);
  }
  rolledBack(transaction: SessionTransactionCore): void {
    this.undo(transaction);
  }

  override *connection(): Flow<ConnectionCore> {
    return yield* this.autobegin().connection();
  }

  /** Marks the time in which the session waits for its connection. */
  *provisioned<T>(connect: Flow<T>): Flow<T> {
    this.#provisioning = true;
    try {
      return yield* connect;
    } finally {
      this.#provisioning = false;
    }
  }

  /**
   * Keeps operations of an asynchronous session apart.
   * @throws InvalidRequestError, IllegalStateChangeError when one is under way, with SQLAlchemy's words
   */
  *guarded<T>(method: string, flow: () => Flow<T>): Flow<T> {
    if (this.#provisioning) {
      throw new InvalidRequestError(
        'This session is provisioning a new connection; concurrent operations are not permitted',
        { code: 'isce' },
      );
    }
    if (this.#busy !== undefined) {
      throw new IllegalStateChangeError(
        `Method '${method}()' can't be called here; method '${this.#busy}()' is already in progress and this would cause ` +
          'an unexpected state change. Await one operation of a session before the next, or use a session per task',
        { code: 'isce' },
      );
    }
    this.#busy = method;
    try {
      return yield* flow();
    } finally {
      this.#busy = undefined;
    }
  }

  // --- flushing

  get isClean(): boolean {
    return this.pending.size === 0 && this.doomed.size === 0 && this.modified.size === 0;
  }

  /** @throws InvalidRequestError when a flush is under way */
  *flush(): Flow<void> {
    if (this.#flushing) throw new InvalidRequestError('Session is already flushing');
    if (this.isClean) return;
    const transaction = this.autobegin();
    transaction.assertActive();
    this.#flushing = true;
    try {
      yield* flushSession(this, transaction);
    } catch (error) {
      yield* transaction.deactivate(error);
      throw error;
    } finally {
      this.#flushing = false;
    }
  }

  /** Flushes until nothing is left: what a flush does may change more. */
  *flushAll(): Flow<void> {
    for (let round = 0; round < 100 && !this.isClean; round += 1) yield* this.flush();
  }

  override *flushBeforeQuery(): Flow<void> {
    if (!this.autoflush || this.#flushing) return;
    try {
      yield* this.flush();
    } catch (error) {
      // Who reads wonders about an error of writing: SQLAlchemy says where it comes from.
      if (error instanceof StatementError) error.message = `${AUTOFLUSH_HINT}\n${error.message}`;
      throw error;
    }
  }

  // --- instances

  /** Marks an instance for deletion, and what its delete cascade reaches. */
  *delete(instance: object): Flow<void> {
    const start = this.#deletable(instance);
    for (const state of yield* deleteCascade(this, start)) {
      if (state.status === 'pending') this.release(state);
      else if (state.status === 'persistent') this.doomed.add(state);
    }
  }

  /** @throws InvalidRequestError for an instance that has no row, or belongs to another session */
  #deletable(instance: object): InstanceState {
    const state = stateOf(instance);
    if (state.identity === undefined)
      throw new InvalidRequestError(`Instance '${state.toString()}' is not persisted`);
    if (state.session !== this) this.addState(state);
    this.autobegin();
    return state;
  }

  /** Loads an instance again: its columns, or the attributes named. */
  *refresh(instance: object, keys?: readonly string[]): Flow<void> {
    const state = this.persistentState(instance);
    yield* this.flushBeforeQuery();
    const relationships = (keys ?? []).filter((key) => state.mapper.relationships.has(key));
    const columns = keys === undefined ? undefined : keys.filter((key) => !relationships.includes(key));
    this.expireState(state, 'expire', keys);
    if (columns === undefined || columns.length > 0) {
      const options: SelectOptions = { origin: 'refresh', columnsOnly: columns !== undefined };
      const found = yield* this.selectByIdentity(state.mapper, state.identity ?? [], options);
      if (found === null) throw new InvalidRequestError(`Could not refresh instance '${state.toString()}'`);
    }
    for (const key of relationships) yield* loadAttribute(this, state, key);
  }

  /**
   * Loads an attribute because the program reads it.
   * @throws MissingGreenlet on the asynchronous face, where a read cannot wait
   */
  readAttribute(state: InstanceState, key: string): void {
    const property = state.mapper.relationships.get(key);
    if (property !== undefined && settleWithoutIo(state, property)) return;
    if (this.isAsync) throw missingGreenlet(state, key);
    runSync(loadAttribute(this, state, key));
  }

  /** Loads an attribute for `awaitableAttrs`. */
  loadAttributeGuarded<T>(state: InstanceState, key: string, read: () => T): Flow<T> {
    const load = () => loadAttribute(this, state, key);
    const { isAsync } = this;
    const guarded = () => (isAsync ? this.guarded(`awaitableAttrs.${key}`, load) : load());
    return (function* () {
      yield* guarded();
      return read();
    })();
  }
}
