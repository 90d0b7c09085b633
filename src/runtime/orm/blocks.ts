import { callback } from '../core/callback.js';
import { call, type Flow, type MaybePromise } from '../core/flow.js';
import type { SessionCore } from './session-core.js';
import type { SessionTransactionCore } from './session-transaction.js';

/** How the parts of a block that talk to the database are run: guarded against other tasks on the asynchronous face. */
export type Guard = <T>(flow: () => Flow<T>) => Flow<T>;

/**
 * `session.begin(fn)` and `beginNested(fn)`: commits when the function returns, rolls back when it throws. A
 * transaction the function has ended itself is left as it is.
 */
export function* sessionBlock<T>(
  session: SessionCore,
  method: string,
  begin: () => Flow<SessionTransactionCore>,
  fn: (transaction: SessionTransactionCore) => MaybePromise<T>,
  guard: Guard,
): Flow<T> {
  const transaction = yield* guard(begin);
  let value: T;
  try {
    value = yield* callback(session.isAsync, method, () => fn(transaction));
    if (transaction.isActive) yield* guard(() => transaction.commit());
  } catch (error) {
    yield* guard(() => transaction.rollback());
    throw error;
  }
  return value;
}

/** `SessionLocal.begin(fn)`: a session with a transaction around the function, closed afterwards in any case. */
export function* sessionmakerBlock<T>(
  session: SessionCore,
  method: string,
  fn: () => MaybePromise<T>,
  guard: Guard,
): Flow<T> {
  try {
    return yield* sessionBlock(session, method, () => begin(session), fn, guard);
  } finally {
    yield* guard(() => session.close());
  }
}

/** `session.begin()` as a flow. It connects only when a statement needs it. */
export function begin(session: SessionCore): Flow<SessionTransactionCore> {
  return call(() => session.begin());
}
