import type { DialectName, Face } from '../core/contracts.js';
import type { Flow } from '../core/flow.js';
import type { ConnectionCore } from './connection.js';

/** URL, pool and driver behind both `Engine` and `AsyncEngine` (their `core`). Skeleton: signatures only, bodies follow. */
export declare class EngineCore {
  readonly dialect: DialectName;
  readonly face: Face;
  connect(): Flow<ConnectionCore>;
  dispose(): Flow<void>;
}
