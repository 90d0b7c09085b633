import { createAsyncEngine } from '../../../../src/runtime/asyncio.js';
import type { Executable } from '../../../../src/runtime/core/contracts.js';
import { runAsync, runSync, type Flow, type MaybePromise } from '../../../../src/runtime/core/flow.js';
import type { EngineOptions } from '../../../../src/runtime/engine/options.js';
import { createEngine, type Result } from '../../../../src/runtime/index.js';

/** What the two faces have in common, so that a test can be written once: `await` does no harm on the synchronous one. */
interface AnyTransaction {
  readonly isActive: boolean;
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  close(): MaybePromise<void>;
}
export interface AnyConnection {
  readonly closed: boolean;
  execute<Row>(statement: Executable<Row>, parameters?: unknown): MaybePromise<Result<Row>>;
  execDriverSql(sql: string, parameters?: readonly unknown[]): MaybePromise<Result<readonly unknown[]>>;
  begin(): MaybePromise<AnyTransaction>;
  begin<T>(fn: (transaction: AnyTransaction) => T): MaybePromise<Awaited<T>>;
  beginNested(): MaybePromise<AnyTransaction>;
  beginNested<T>(fn: (transaction: AnyTransaction) => T): MaybePromise<Awaited<T>>;
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  close(): MaybePromise<void>;
  inTransaction(): boolean;
  inNestedTransaction(): boolean;
}
export interface AnyEngine {
  readonly pool: { status(): string };
  connect(): MaybePromise<AnyConnection>;
  begin<T>(fn: (connection: AnyConnection) => T): MaybePromise<Awaited<T>>;
  dispose(): MaybePromise<void>;
}

/** One face of the runtime, with the URL a test is to use on it. */
export interface Face {
  name: string;
  engine(options?: EngineOptions): AnyEngine;
  /** Runs a callback's body: on the synchronous face it must not be an async function. */
  run: Run;
}
/** Runs a flow as the face does. */
export type Run = <T>(flow: () => Flow<T>) => MaybePromise<T>;

/** The synchronous face on a URL. */
export function syncFace(url: string): Face {
  return {
    name: url.split(':')[0] as string,
    engine: (options) => createEngine(url, options) as unknown as AnyEngine,
    run: (flow) => runSync(flow()),
  };
}

/** The asynchronous face on a URL. */
export function asyncFace(url: string): Face {
  return {
    name: url.split(':')[0] as string,
    engine: (options) => createAsyncEngine(url, options) as unknown as AnyEngine,
    run: (flow) => runAsync(flow()),
  };
}

/** Calls what may throw or reject, and gives the error. */
export async function errorOf(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error was thrown');
}
