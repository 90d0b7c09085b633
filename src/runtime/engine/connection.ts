import type { DialectName, Executable, ExecuteOptions } from '../core/contracts.js';
import type { Flow } from '../core/flow.js';
import type { Result } from '../result/result.js';
import type { EngineCore } from './engine.js';
import type { TransactionCore } from './transaction.js';

/** A connection checked out of an engine's pool; both faces wrap it. Skeleton: signatures only, bodies follow. */
export declare class ConnectionCore {
  readonly engine: EngineCore;
  readonly dialect: DialectName;
  get closed(): boolean;
  /** Executes a statement, beginning a transaction first when none is open ("autobegin"). */
  execute<Row>(executable: Executable<Row>, parameters?: unknown, options?: ExecuteOptions): Flow<Result<Row>>;
  begin(): Flow<TransactionCore>;
  beginNested(): Flow<TransactionCore>;
  /** Commits the open transaction; nothing to do when there is none. */
  commit(): Flow<void>;
  rollback(): Flow<void>;
  /** Rolls back what is open and gives the connection back to the pool. */
  close(): Flow<void>;
  inTransaction(): boolean;
  inNestedTransaction(): boolean;
}
