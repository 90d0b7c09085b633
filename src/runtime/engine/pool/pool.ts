import type { DriverConnection } from '../../core/contracts.js';
import { call, type Flow, type MaybePromise } from '../../core/flow.js';
import { DriverError } from '../drivers/driver-error.js';

/** The pool options of `createEngine`, in SQLAlchemy's terms; times are in seconds. */
export interface PoolOptions {
  poolSize: number;
  maxOverflow: number;
  poolTimeout: number;
  poolRecycle: number;
  poolPrePing: boolean;
  poolUseLifo: boolean;
}

/** A driver connection as the pool keeps it. */
export interface PooledConnection {
  readonly driver: DriverConnection;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Hands out driver connections and takes them back, already rolled back. */
export abstract class Pool {
  /** Connections made before this moment are not used again: the server went away. */
  #invalidateBefore = 0;

  constructor(
    protected readonly creator: () => MaybePromise<DriverConnection>,
    protected readonly options: PoolOptions,
  ) {}

  /** A connection for exclusive use until it is checked in. */
  abstract checkout(): Flow<PooledConnection>;
  /** Takes a connection back; a broken one is closed. */
  abstract checkin(connection: PooledConnection, broken: boolean): Flow<void>;
  /** Closes the idle connections; those in use are closed when they come back. */
  abstract dispose(): Flow<void>;
  /** What the pool holds, in SQLAlchemy's words. */
  abstract status(): string;

  /** After a disconnect: no connection made until now is trusted any more. */
  invalidateAll(): void {
    this.#invalidateBefore = Date.now();
  }

  protected *create(): Flow<PooledConnection> {
    const driver = yield* call(this.creator);
    return { driver, createdAt: Date.now() };
  }

  /** Makes sure an idle connection can be used, replacing it if not (`poolRecycle`, `poolPrePing`, disconnects). */
  protected *fresh(connection: PooledConnection): Flow<PooledConnection> {
    const { poolRecycle, poolPrePing } = this.options;
    const stale = connection.createdAt <= this.#invalidateBefore;
    const old = poolRecycle >= 0 && Date.now() - connection.createdAt > poolRecycle * 1000;
    if (!stale && !old && !(poolPrePing && (yield* this.#gone(connection)))) return connection;
    yield* this.discard(connection);
    return yield* this.create();
  }

  *#gone(connection: PooledConnection): Flow<boolean> {
    try {
      yield* call(() => connection.driver.execute({ sql: 'SELECT 1', parameters: [] }));
      return false;
    } catch (error) {
      if (!(error instanceof DriverError) || !error.disconnect) throw error;
      this.invalidateAll();
      return true;
    }
  }

  /** Closes a connection; that it may be broken already does not matter. */
  protected *discard(connection: PooledConnection): Flow<void> {
    try {
      yield* call(() => connection.driver.close());
    } catch {
      // Nothing to save: the connection is given up either way.
    }
  }
}
