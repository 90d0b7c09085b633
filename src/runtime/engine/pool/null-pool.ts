import type { Flow } from '../../core/flow.js';
import { Pool, type PooledConnection } from './pool.js';

/** Keeps nothing: opens a connection for each checkout and closes it at checkin. */
export class NullPool extends Pool {
  *checkout(): Flow<PooledConnection> {
    return yield* this.create();
  }

  *checkin(connection: PooledConnection): Flow<void> {
    yield* this.discard(connection);
  }

  *dispose(): Flow<void> {
    // Nothing is kept.
  }

  status(): string {
    return 'NullPool';
  }
}
