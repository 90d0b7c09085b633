import { ArgumentError } from './errors.js';
import { call, type Flow, type MaybePromise } from './flow.js';

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Calls a function of the program in the middle of a flow (`engine.begin(fn)`, `session.beginNested(fn)`).
 * @param method how the error names the method: `Engine.begin()`
 * @throws ArgumentError if the function gives a promise on the synchronous face, which cannot wait for it
 */
export function callback<T>(isAsync: boolean, method: string, fn: () => MaybePromise<T>): Flow<T> {
  return call(() => {
    const value = fn();
    if (!isAsync && isThenable(value)) {
      // Its own failure would otherwise be reported as unhandled, and hide this error.
      void Promise.resolve(value).catch(() => undefined);
      throw new ArgumentError(
        `The function given to ${method} returned a promise, which the synchronous face cannot wait for. ` +
          'Give a synchronous function, or use createAsyncEngine() and asyncSessionmaker().',
      );
    }
    return value;
  });
}
