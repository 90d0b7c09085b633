import { createHook, executionAsyncId } from 'node:async_hooks';

/** What has happened before some code runs: transactions that were begun. */
type Begun = ReadonlySet<object>;

/**
 * Follows what happens before what through promises, timers and callbacks: code that runs because a promise was resolved
 * comes after all that came before its resolution. So it is known whether a statement comes after the one that began a
 * transaction, or whether another task runs it meanwhile; and whether anybody waits for a promise.
 */
export class Causes {
  readonly #ids = new WeakMap<object, number>();
  readonly #triggers = new Map<number, number>();
  /** What came before an asynchronous resource was made, and before a promise was resolved. */
  readonly #before = new Map<number, Begun>();
  readonly #resolved = new Map<number, Begun>();
  readonly #watched = new Map<number, () => void>();

  constructor() {
    createHook({
      init: (id, type, trigger, resource) => {
        const begun = this.#before.get(executionAsyncId());
        if (begun) this.#before.set(id, begun);
        if (type !== 'PROMISE') return;
        this.#ids.set(resource, id);
        this.#triggers.set(id, trigger);
        this.#watched.get(trigger)?.();
      },
      before: (id) => {
        const resolved = this.#resolved.get(this.#triggers.get(id) ?? 0);
        if (resolved) this.#add(this.#before, id, resolved);
      },
      promiseResolve: (id) => {
        const begun = this.#before.get(executionAsyncId());
        if (begun) this.#add(this.#resolved, id, begun);
      },
      destroy: (id) => {
        this.#triggers.delete(id);
        this.#before.delete(id);
        this.#resolved.delete(id);
      },
    }).enable();
  }

  /** Whether code that runs now comes after something. */
  comesAfter(token: object): boolean {
    return this.#before.get(executionAsyncId())?.has(token) === true;
  }

  /** What runs from now on, here and because of what runs here, comes after something. */
  happened(token: object): void {
    this.#add(this.#before, executionAsyncId(), new Set([token]));
  }

  /** What runs because a promise is resolved comes after something. */
  happensWith(promise: object, token: object): void {
    const id = this.#ids.get(promise);
    if (id !== undefined) this.#add(this.#resolved, id, new Set([token]));
  }

  /** Asks to be told when somebody waits for a promise. */
  onAwaited(promise: object, told: () => void): void {
    const id = this.#ids.get(promise);
    if (id === undefined) {
      told(); // older than the hook: nobody can tell
      return;
    }
    this.#watched.set(id, () => {
      this.#watched.delete(id);
      told();
    });
  }

  #add(map: Map<number, Begun>, id: number, begun: Begun): void {
    const known = map.get(id);
    map.set(id, known ? new Set([...known, ...begun]) : begun);
  }
}
