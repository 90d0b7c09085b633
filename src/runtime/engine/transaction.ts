import type { Flow } from '../core/flow.js';
import type { ConnectionCore } from './connection.js';

/** A transaction or savepoint of a connection. Skeleton: signatures only, bodies follow. */
export declare class TransactionCore {
  readonly connection: ConnectionCore;
  readonly isActive: boolean;
  commit(): Flow<void>;
  rollback(): Flow<void>;
  /** Rolls back unless already committed or rolled back. */
  close(): Flow<void>;
}
