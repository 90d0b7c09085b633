import type { DriverConnection } from '../../core/contracts.js';
import { call, type Flow, type MaybePromise } from '../../core/flow.js';
import { Pool, type PooledConnection } from './pool.js';

/** One connection for everybody, at the same time: what an in-memory database needs. */
export class StaticPool extends Pool {
  #connection: PooledConnection | undefined;
  /** Of two tasks asking first at once, the second waits for the first one's connection. */
  #opening: MaybePromise<DriverConnection> | undefined;

  *checkout(): Flow<PooledConnection> {
    if (this.#connection !== undefined) return (this.#connection = yield* this.fresh(this.#connection));
    try {
      const driver = yield* call(() => (this.#opening ??= this.creator()));
      return (this.#connection ??= { driver, createdAt: Date.now() });
    } finally {
      this.#opening = undefined;
    }
  }

  *checkin(connection: PooledConnection, broken: boolean): Flow<void> {
    if (!broken) return;
    if (this.#connection === connection) this.#connection = undefined;
    yield* this.discard(connection);
  }

  *dispose(): Flow<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) yield* this.discard(connection);
  }

  status(): string {
    return 'StaticPool';
  }

  /** The one connection's driver, if it is open. */
  get driver(): DriverConnection | undefined {
    return this.#connection?.driver;
  }
}
