/** The synchronous face and everything both faces share: `asyncshift/orm`. */
export * from './core/errors.js';
export { createEngine } from './engine/create.js';
export type { EngineOptions } from './engine/options.js';
export { NullPool } from './engine/pool/null-pool.js';
export { AsyncAdaptedQueuePool, QueuePool } from './engine/pool/queue-pool.js';
export { StaticPool } from './engine/pool/static-pool.js';
export { Connection, Engine, Transaction } from './engine/sync.js';
export { makeUrl, URL } from './engine/url.js';
export { Result, ScalarResult, MappingResult } from './result/result.js';
export { trace, type Trace, type TraceEvent } from './trace.js';
