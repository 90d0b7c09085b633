/** A value, or a promise of it: what a driver call gives back on the synchronous or the asynchronous face. */
export type MaybePromise<T> = T | Promise<T>;

/** A driver call a flow asks its runner to make. */
type DriverCall = () => MaybePromise<unknown>;

/**
 * A computation that may talk to the database. It yields driver calls and receives their settled results, so the same
 * code serves both faces: the synchronous runner makes the calls directly, the asynchronous one awaits them.
 */
export type Flow<T> = Generator<DriverCall, T, unknown>;

/**
 * Asks the runner of the surrounding flow to make one driver call.
 * @returns the call's settled value; a rejection or a throw surfaces here as an exception.
 */
export function* call<T>(thunk: () => MaybePromise<T>): Flow<T> {
  return (yield thunk) as T;
}

/**
 * Runs a flow on synchronous drivers.
 * @throws TypeError if a driver call gives a promise: an asynchronous driver behind a synchronous face.
 */
export function runSync<T>(flow: Flow<T>): T {
  let step = flow.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = step.value();
      if (value instanceof Promise)
        throw new TypeError('an asynchronous driver was called from the synchronous face');
    } catch (error) {
      step = flow.throw(error);
      continue;
    }
    step = flow.next(value);
  }
  return step.value;
}

/** Runs a flow, awaiting each driver call before the next: one operation at a time, in order. */
export async function runAsync<T>(flow: Flow<T>): Promise<T> {
  let step = flow.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value();
    } catch (error) {
      step = flow.throw(error);
      continue;
    }
    step = flow.next(value);
  }
  return step.value;
}
