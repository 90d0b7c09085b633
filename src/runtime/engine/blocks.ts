import { callback } from '../core/callback.js';
import type { Flow, MaybePromise } from '../core/flow.js';
import type { ConnectionCore } from './connection.js';
import type { EngineCore } from './engine.js';
import type { TransactionCore } from './transaction.js';

/**
 * The callback form of a transaction: commits when the function returns, rolls back when it throws. A transaction the
 * function has ended itself is left as it is; nothing more can be executed in the function then.
 */
export function* transactionBlock<T, Tx extends TransactionCore>(
  method: string,
  begin: Flow<Tx>,
  fn: (transaction: Tx) => MaybePromise<T>,
): Flow<T> {
  const transaction = yield* begin;
  const { connection } = transaction;
  const outer = connection.block;
  connection.block = transaction;
  let value: T;
  try {
    value = yield* callback(connection.engine.face.isAsync, method, () => fn(transaction));
  } catch (error) {
    yield* transaction.close();
    throw error;
  } finally {
    connection.block = outer;
  }
  if (transaction.isActive) yield* transaction.commit();
  return value;
}

/** `engine.begin(fn)`: a connection with a transaction around the function, closed afterwards in any case. */
export function* engineBlock<T>(
  method: string,
  engine: EngineCore,
  fn: (connection: ConnectionCore) => MaybePromise<T>,
): Flow<T> {
  const connection = yield* engine.connect();
  try {
    return yield* transactionBlock(method, connection.begin(), () => fn(connection));
  } finally {
    yield* connection.close();
  }
}
