// The helper that rewritten tests call, copied into the project that needs it.

/**
 * Calls `fn` and waits for it, for assertions that know no promises.
 * @returns a function that throws what `fn` threw or rejected with, or returns what it came to
 */
export async function settled<T>(fn: () => T | PromiseLike<T>): Promise<() => T> {
  try {
    const value = await fn();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/**
 * Waits for a promise, for assertions that would keep everything else waiting meanwhile.
 * @returns a function that throws what the promise was rejected with, or returns what it came to
 */
export async function settledPromise<T>(promise: PromiseLike<T>): Promise<() => T> {
  try {
    const value = await promise;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
