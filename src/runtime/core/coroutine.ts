import { runAsync, type Flow } from './flow.js';
import { pendingCoroutines, type PendingCoroutine } from './pending.js';

/**
 * An asynchronous operation that has not begun: like a Python coroutine, and unlike a promise, it does nothing until it
 * is awaited (or `then`, `catch`, `finally` is called). Awaiting it again gives the same outcome. One that is dropped
 * without ever being awaited is reported (see pending.ts).
 */
export class Coroutine<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'Coroutine';
  #start: (() => Flow<T>) | undefined;
  #outcome: Promise<T> | undefined;
  readonly #pending: PendingCoroutine;

  /** Use {@link coroutine}. */
  constructor(pending: PendingCoroutine, start: () => Flow<T>) {
    this.#pending = pending;
    this.#start = start;
    pendingCoroutines.watch(this, pending);
  }

  #run(): Promise<T> {
    if (this.#outcome === undefined) {
      pendingCoroutines.started(this.#pending);
      const start = this.#start as () => Flow<T>;
      this.#start = undefined;
      // The flow is made inside the promise chain, so that an error thrown while making it rejects.
      this.#outcome = (async () => runAsync(start()))();
    }
    return this.#outcome;
  }

  then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run().then(onfulfilled, onrejected);
  }

  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#run().catch(onrejected);
  }

  finally(onfinally?: (() => void) | null): Promise<T> {
    return this.#run().finally(onfinally);
  }
}

/**
 * Makes a cold coroutine.
 * @param name what the never-awaited warning calls it: `AsyncSession.commit`
 * @param flow called when the coroutine is first awaited
 */
export function coroutine<T>(name: string, flow: () => Flow<T>): Coroutine<T> {
  const created: { stack?: string } = {};
  // Only captured here; formatting waits until a warning needs it, which keeps coroutines cheap.
  Error.captureStackTrace(created, coroutine);
  return new Coroutine(pendingCoroutines.create(name, created), flow);
}
