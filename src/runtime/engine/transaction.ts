import { InvalidRequestError } from '../core/errors.js';
import type { Flow } from '../core/flow.js';
import type { ConnectionCore } from './connection.js';

/** A transaction or savepoint of a connection; after SQLAlchemy's `Transaction` (engine/base.py). */
export abstract class TransactionCore {
  /** Whether it can still be committed. */
  isActive = true;
  abstract readonly isNested: boolean;

  constructor(readonly connection: ConnectionCore) {}

  /** @throws InvalidRequestError if already committed or rolled back */
  abstract commit(): Flow<void>;
  /** Rolls back; does nothing when that is done already. */
  abstract rollback(): Flow<void>;
  /** Rolls back unless already committed or rolled back. */
  abstract close(): Flow<void>;
}

/** What `begin()` and autobegin open. */
export class RootTransactionCore extends TransactionCore {
  readonly isNested = false;

  *commit(): Flow<void> {
    const { connection } = this;
    if (!this.isActive) {
      if (connection.transaction === this) connection.refuseInactive();
      throw new InvalidRequestError('This transaction is inactive');
    }
    try {
      yield* connection.commitImpl();
    } finally {
      // A failed commit leaves the transaction behind, inactive: it has to be rolled back.
      connection.nestedTransaction?.cancel();
      this.isActive = false;
    }
    connection.transaction = undefined;
  }

  *rollback(): Flow<void> {
    const { connection } = this;
    try {
      if (this.isActive) yield* connection.rollbackImpl();
      connection.nestedTransaction?.cancel();
    } finally {
      this.isActive = false;
      if (connection.transaction === this) connection.transaction = undefined;
    }
  }

  close(): Flow<void> {
    return this.rollback();
  }
}

/** A savepoint: what `beginNested()` opens. */
export class NestedTransactionCore extends TransactionCore {
  readonly isNested = true;
  readonly #previous: NestedTransactionCore | undefined;

  constructor(
    connection: ConnectionCore,
    private readonly savepoint: string,
  ) {
    super(connection);
    this.#previous = connection.nestedTransaction;
    connection.nestedTransaction = this;
  }

  *commit(): Flow<void> {
    const { connection } = this;
    if (!this.isActive) {
      if (connection.nestedTransaction === this) connection.refuseInactive();
      throw new InvalidRequestError('This nested transaction is inactive');
    }
    try {
      yield* connection.releaseSavepointImpl(this.savepoint);
    } finally {
      this.isActive = false;
    }
    this.#leave();
  }

  *rollback(): Flow<void> {
    try {
      if (this.isActive && this.connection.transaction?.isActive === true) {
        yield* this.connection.rollbackToSavepointImpl(this.savepoint);
      }
    } finally {
      this.isActive = false;
      this.#leave();
    }
  }

  close(): Flow<void> {
    return this.rollback();
  }

  /** The transaction around it has ended, and with it this savepoint and those around it. */
  cancel(): void {
    this.isActive = false;
    this.#leave();
    this.#previous?.cancel();
  }

  #leave(): void {
    if (this.connection.nestedTransaction === this) this.connection.nestedTransaction = this.#previous;
  }
}
