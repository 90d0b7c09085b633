import { ArgumentError } from '../core/errors.js';
import type { ConnectArgs, Driver } from './drivers/types.js';
import { isMemory } from './drivers/sqlite-values.js';
import { NullPool } from './pool/null-pool.js';
import type { PoolOptions } from './pool/pool.js';
import { AsyncAdaptedQueuePool, QueuePool } from './pool/queue-pool.js';
import { StaticPool } from './pool/static-pool.js';
import type { URL } from './url.js';

/** The pool classes an engine can be given. */
export type PoolClass = typeof NullPool | typeof StaticPool | typeof QueuePool | typeof AsyncAdaptedQueuePool;

/** Options of `createEngine` and `createAsyncEngine`; names and defaults are SQLAlchemy's, times are in seconds. */
export interface EngineOptions extends Partial<PoolOptions> {
  /** Writes statements and parameters to standard error. */
  echo?: boolean;
  /** In-memory SQLite and PGlite: StaticPool. SQLite files: QueuePool, on the asynchronous face NullPool. Servers: QueuePool, AsyncAdaptedQueuePool. */
  poolclass?: PoolClass;
  /** Passed on to the npm driver. */
  connectArgs?: ConnectArgs;
  /** Keeps parameters out of error messages. */
  hideParameters?: boolean;
}

const POOL_DEFAULTS: PoolOptions = {
  poolSize: 5,
  maxOverflow: 10,
  poolTimeout: 30,
  poolRecycle: -1,
  poolPrePing: false,
  poolUseLifo: false,
};

const KNOWN = new Set([...Object.keys(POOL_DEFAULTS), 'echo', 'poolclass', 'connectArgs', 'hideParameters']);
const QUEUE_ONLY = ['poolSize', 'maxOverflow', 'poolTimeout', 'poolUseLifo'] as const;

function defaultPool(driver: Driver, url: URL, isAsync: boolean): PoolClass {
  if (driver.singleConnection === true) return StaticPool;
  if (driver.dialect === 'sqlite') {
    if (isMemory(url)) return StaticPool;
    return isAsync ? NullPool : QueuePool;
  }
  return isAsync ? AsyncAdaptedQueuePool : QueuePool;
}

/**
 * Chooses the pool class and fills in the pool options.
 * @throws ArgumentError for a pool class of the other face ("cannot be used with asyncio engine")
 * @throws TypeError for an option that is unknown, or that the pool class does not take
 */
export function poolOf(
  driver: Driver,
  url: URL,
  isAsync: boolean,
  options: EngineOptions,
): { poolclass: PoolClass; poolOptions: PoolOptions } {
  const poolclass = options.poolclass ?? defaultPool(driver, url, isAsync);
  if ((poolclass === QueuePool && isAsync) || (poolclass === AsyncAdaptedQueuePool && !isAsync)) {
    throw new ArgumentError(
      `Pool class ${poolclass.name} cannot be used with ${isAsync ? '' : 'non-'}asyncio engine`,
      { code: 'pcls' },
    );
  }
  const queue = poolclass === QueuePool || poolclass === AsyncAdaptedQueuePool;
  const refused = Object.keys(options).filter((key) => {
    const given = options[key as keyof EngineOptions] !== undefined;
    return given && (!KNOWN.has(key) || (!queue && (QUEUE_ONLY as readonly string[]).includes(key)));
  });
  if (refused.length > 0) {
    throw new TypeError(
      `Invalid argument(s) ${refused.map((key) => `'${key}'`).join(',')} sent to ${isAsync ? 'createAsyncEngine' : 'createEngine'}(), ` +
        `using configuration ${driver.dialect}+${driver.name}/${poolclass.name}. ` +
        'Please check that the keyword arguments are appropriate for this combination of components.',
    );
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const poolOptions = { ...POOL_DEFAULTS, ...given };
  return { poolclass, poolOptions };
}
