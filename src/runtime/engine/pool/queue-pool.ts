import { TimeoutError } from '../../core/errors.js';
import { call, type Flow, type MaybePromise } from '../../core/flow.js';
import { Pool, type PooledConnection } from './pool.js';

/**
 * Keeps up to `poolSize` connections open and allows `maxOverflow` more, which are closed when they come back. Who asks
 * for one too many waits, or fails; the subclasses differ in that only.
 */
abstract class BaseQueuePool extends Pool {
  readonly #idle: PooledConnection[] = [];
  #checkedOut = 0;
  #disposed = false;

  /** Passes on a connection that came back, or the leave to open one in its place; false when nobody waits. */
  protected abstract offer(connection: PooledConnection | undefined): boolean;
  /** Waits until {@link offer} gives a connection or the leave to open one. */
  protected abstract wait(): MaybePromise<PooledConnection | undefined>;

  *checkout(): Flow<PooledConnection> {
    const idle = this.options.poolUseLifo ? this.#idle.pop() : this.#idle.shift();
    if (idle === undefined && this.#checkedOut >= this.#limit) {
      const offered = yield* call(() => this.wait());
      return yield* this.#prepare(() => (offered === undefined ? this.create() : this.fresh(offered)));
    }
    this.#checkedOut += 1;
    return yield* this.#prepare(() => (idle === undefined ? this.create() : this.fresh(idle)));
  }

  *checkin(connection: PooledConnection, broken: boolean): Flow<void> {
    if (broken || this.#disposed) {
      this.#giveUpPlace();
      return yield* this.discard(connection);
    }
    if (this.offer(connection)) return;
    this.#checkedOut -= 1;
    if (this.#keeps) this.#idle.push(connection);
    else yield* this.discard(connection);
  }

  *dispose(): Flow<void> {
    this.#disposed = true;
    for (const connection of this.#idle.splice(0)) yield* this.discard(connection);
  }

  status(): string {
    const { poolSize } = this.options;
    const total = this.#idle.length + this.#checkedOut;
    return (
      `Pool size: ${poolSize}  Connections in pool: ${this.#idle.length} ` +
      `Current Overflow: ${total - poolSize} Current Checked out connections: ${this.#checkedOut}`
    );
  }

  protected limitReached(): TimeoutError {
    const { poolSize, maxOverflow, poolTimeout } = this.options;
    return new TimeoutError(
      `QueuePool limit of size ${poolSize} overflow ${maxOverflow} reached, connection timed out, timeout ${poolTimeout.toFixed(2)}`,
      { code: '3o7r' },
    );
  }

  /** A size of 0 and an overflow of -1 mean: no limit. */
  get #limit(): number {
    const { poolSize, maxOverflow } = this.options;
    return poolSize === 0 || maxOverflow < 0 ? Infinity : poolSize + maxOverflow;
  }

  get #keeps(): boolean {
    return this.options.poolSize === 0 || this.#idle.length + this.#checkedOut < this.options.poolSize;
  }

  /** Makes a connection ready for the place already counted for it; gives the place up on failure. */
  *#prepare(prepare: () => Flow<PooledConnection>): Flow<PooledConnection> {
    try {
      return yield* prepare();
    } catch (error) {
      this.#giveUpPlace();
      throw error;
    }
  }

  /** Whoever waits takes the place over, so that the count never dips below what is really open. */
  #giveUpPlace(): void {
    if (!this.offer(undefined)) this.#checkedOut -= 1;
  }
}

/** The queue pool of the synchronous face. Nobody else can give a connection back while the one thread waits, so it fails at once. */
export class QueuePool extends BaseQueuePool {
  protected offer(): boolean {
    return false;
  }

  protected wait(): never {
    throw this.limitReached();
  }
}

/** The queue pool of the asynchronous face: who comes first is served first, or fails after `poolTimeout` seconds. */
export class AsyncAdaptedQueuePool extends BaseQueuePool {
  readonly #waiting: ((connection: PooledConnection | undefined) => void)[] = [];

  protected offer(connection: PooledConnection | undefined): boolean {
    const next = this.#waiting.shift();
    next?.(connection);
    return next !== undefined;
  }

  protected wait(): Promise<PooledConnection | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(serve), 1);
        reject(this.limitReached());
      }, this.options.poolTimeout * 1000);
      const serve = (connection: PooledConnection | undefined) => {
        clearTimeout(timer);
        resolve(connection);
      };
      this.#waiting.push(serve);
    });
  }
}
