import { InvalidRequestError, PendingRollbackError, ResourceClosedError } from '../core/errors.js';
import type { Flow } from '../core/flow.js';
import { ConnectionCore } from '../engine/connection.js';
import type { EngineCore } from '../engine/engine.js';
import type { TransactionCore } from '../engine/transaction.js';
import type { SessionCore } from './session-core.js';
import type { InstanceState } from './state.js';

/**
 * A transaction of a session: the root one, or one within a savepoint. Connects when the first statement needs it.
 * After SQLAlchemy's `SessionTransaction` (orm/session.py).
 */
export class SessionTransactionCore {
  /** `deactive`: a flush has failed and the database has been rolled back; the program has yet to say rollback(). */
  state: 'active' | 'deactive' | 'closed' = 'active';
  /** Instances that became persistent, changed or were deleted in this transaction: what a rollback undoes. */
  readonly created = new Set<InstanceState>();
  readonly changed = new Set<InstanceState>();
  readonly deleted = new Set<InstanceState>();
  #connection: ConnectionCore | undefined;
  #transaction: TransactionCore | undefined;
  /** The session was given a connection that is in a transaction already: its end is somebody else's business. */
  #joined = false;
  #failure: unknown;

  constructor(
    readonly session: SessionCore,
    readonly parent: SessionTransactionCore | undefined,
  ) {}

  get isActive(): boolean {
    return this.state === 'active';
  }
  get nested(): boolean {
    return this.parent !== undefined;
  }

  /** @throws PendingRollbackError after a failed flush, ResourceClosedError after the end */
  assertActive(): void {
    if (this.state === 'closed') throw new ResourceClosedError('This transaction is closed');
    if (this.state === 'active') return;
    const reason = this.#failure instanceof Error ? this.#failure.message : String(this.#failure);
    throw new PendingRollbackError(
      "This Session's transaction has been rolled back due to a previous exception during flush. To begin a new " +
        `transaction with this Session, first issue Session.rollback(). Original exception was: ${reason}`,
      { code: '7s2a' },
    );
  }

  /** The connection, in a transaction, and in the savepoint if this is one. */
  *connection(): Flow<ConnectionCore> {
    this.assertActive();
    if (this.#connection !== undefined) return this.#connection;
    if (this.parent !== undefined) {
      const connection = yield* this.parent.connection();
      this.#transaction = yield* connection.beginNested();
      return (this.#connection = connection);
    }
    const bind = this.session.requireBind();
    if (bind instanceof ConnectionCore) {
      this.#joined = bind.inTransaction();
      if (!this.#joined) this.#transaction = yield* bind.begin();
      return (this.#connection = bind);
    }
    const connection = yield* this.session.provisioned(this.#connect(bind));
    return connection;
  }

  *#connect(engine: EngineCore): Flow<ConnectionCore> {
    const connection = yield* engine.connect();
    this.#connection = connection;
    this.#transaction = yield* connection.begin();
    return connection;
  }

  /** Flushes and commits, first the savepoints inside. */
  *commit(): Flow<void> {
    this.assertActive();
    yield* this.#endInner((inner) => inner.commit());
    yield* this.session.flushAll();
    if (this.#transaction !== undefined) yield* this.#transaction.commit();
    this.session.committed(this);
    yield* this.#end();
  }

  /** Rolls back, first the savepoints inside. Does nothing when the transaction has ended. */
  *rollback(): Flow<void> {
    if (this.state === 'closed') return;
    yield* this.#endInner((inner) => inner.rollback());
    try {
      if (this.state === 'active') {
        yield* this.#rollbackDatabase();
        this.session.rolledBack(this);
      }
    } finally {
      yield* this.#end();
    }
  }

  /** Rolls the database back after a failed flush; the transaction stays, to be rolled back by the program. */
  *deactivate(failure: unknown): Flow<void> {
    this.#failure = failure;
    try {
      yield* this.#rollbackDatabase();
    } finally {
      this.state = 'deactive';
      this.session.rolledBack(this);
    }
  }

  /** Ends the transaction without a look at the session's objects, as `session.close()` does. */
  *close(): Flow<void> {
    if (this.state === 'closed') return;
    yield* this.#endInner((inner) => inner.close());
    try {
      if (this.state === 'active' && !this.#joined && this.#transaction !== undefined)
        yield* this.#transaction.close();
    } finally {
      yield* this.#end();
    }
  }

  *#rollbackDatabase(): Flow<void> {
    if (this.#transaction !== undefined) yield* this.#transaction.rollback();
    else if (this.#joined && this.#connection !== undefined) yield* this.#connection.rollback();
  }

  *#endInner(end: (inner: SessionTransactionCore) => Flow<void>): Flow<void> {
    for (;;) {
      const inner = this.session.transaction;
      if (inner === undefined || inner === this || !inner.#isWithin(this)) return;
      yield* end(inner);
    }
  }

  #isWithin(other: SessionTransactionCore): boolean {
    return this.parent !== undefined && (this.parent === other || this.parent.#isWithin(other));
  }

  *#end(): Flow<void> {
    const connection = this.#connection;
    this.state = 'closed';
    this.#connection = undefined;
    this.session.transaction = this.parent;
    const own = this.parent === undefined && !(this.session.bind instanceof ConnectionCore);
    if (own && connection !== undefined) yield* connection.close();
  }
}

/** @throws InvalidRequestError always: SQLAlchemy's words for a second begin() */
export function alreadyBegun(): never {
  throw new InvalidRequestError('A transaction is already begun on this Session.');
}
