import type { DialectName, DriverConnection, Face } from '../core/contracts.js';
import { InvalidRequestError } from '../core/errors.js';
import type { Flow, MaybePromise } from '../core/flow.js';
import { ConnectionCore } from './connection.js';
import { driverNames, findDriver } from './drivers/registry.js';
import { isMemory } from './drivers/sqlite-values.js';
import type { Driver } from './drivers/types.js';
import { EchoLogger } from './logger.js';
import { poolOf, type EngineOptions } from './options.js';
import type { Pool } from './pool/pool.js';
import { makeUrl, type URL } from './url.js';
import { wrapDriverError } from './wrap-error.js';

/** URL, pool and driver behind both `Engine` and `AsyncEngine` (their `core`). */
export class EngineCore {
  readonly url: URL;
  readonly driver: Driver;
  readonly logger: EchoLogger;
  readonly #makePool: () => Pool;
  #pool: Pool;
  /** Told before the pool is disposed of; the recorder reads the database then. */
  beforeDispose: (() => Flow<void>) | undefined;
  /** Whether a connection was handed out since the database was last read by the recorder. */
  used = false;
  /** The driver connection last handed out, where no other one sees the same database: in memory, or embedded. */
  sharedDriver: DriverConnection | undefined;

  constructor(
    url: string | URL,
    readonly face: Face,
    readonly options: EngineOptions,
  ) {
    this.url = makeUrl(url);
    this.driver = findDriver(this.url);
    const connect = this.#connector();
    const { poolclass, poolOptions } = poolOf(this.driver, this.url, face.isAsync, options);
    this.#makePool = () => new poolclass(() => connect(this.url, options.connectArgs ?? {}), poolOptions);
    this.#pool = this.#makePool();
    this.logger = new EchoLogger(options.echo === true);
  }

  get dialect(): DialectName {
    return this.driver.dialect;
  }

  get pool(): Pool {
    return this.#pool;
  }

  /** Checks a connection out of the pool. */
  *connect(): Flow<ConnectionCore> {
    const pool = this.#pool;
    this.used = true;
    try {
      const pooled = yield* pool.checkout();
      if (this.#isPrivate) this.sharedDriver = pooled.driver;
      return new ConnectionCore(this, pool, pooled);
    } catch (error) {
      throw wrapDriverError(error);
    }
  }

  /** Closes the pool's connections; the engine can still be used, with a new pool. */
  *dispose(): Flow<void> {
    if (this.used && this.beforeDispose !== undefined) yield* this.beforeDispose();
    this.used = false;
    this.sharedDriver = undefined;
    const pool = this.#pool;
    this.#pool = this.#makePool();
    yield* pool.dispose();
  }

  get #isPrivate(): boolean {
    return this.driver.singleConnection === true || (this.dialect === 'sqlite' && isMemory(this.url));
  }

  /** @throws InvalidRequestError for a driver that has no connections for this face */
  #connector(): (url: URL, connectArgs: Record<string, unknown>) => MaybePromise<DriverConnection> {
    const { driver } = this;
    const backend = this.url.getBackendName();
    const connect = this.face.isAsync ? driver.async : driver.sync;
    if (connect !== undefined) return connect;
    const [wanted, given, other] = this.face.isAsync
      ? (['async', 'not async', 'createEngine'] as const)
      : (['sync', 'async', 'createAsyncEngine'] as const);
    const prefix = this.face.isAsync
      ? 'The asyncio extension requires an async driver to be used.'
      : 'createEngine() requires a synchronous driver to be used.';
    throw new InvalidRequestError(
      `${prefix} The loaded '${driver.name}' is ${given}. ` +
        `Use one of ${driverNames(backend, wanted).join(', ')}, or ${other}().`,
    );
  }
}
