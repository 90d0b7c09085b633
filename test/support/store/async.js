import { setImmediate } from 'node:timers/promises';
import { Store } from 'store';

/** Each operation starts at its await and takes a turn of the event loop, so that missing awaits and overlaps show. */
export class AsyncStore {
  #store;
  constructor(rows) {
    this.#store = new Store(rows);
  }
  async #run(method, ...args) {
    await setImmediate();
    return this.#store[method](...args);
  }
  get(id) {
    return this.#run('get', id);
  }
  all() {
    return this.#run('all');
  }
  count() {
    return this.#run('count');
  }
  save(row) {
    return this.#run('save', row);
  }
  close() {
    return this.#run('close');
  }
  async [Symbol.asyncDispose]() {
    await this.close();
  }
}

export function openAsync(rows) {
  return new AsyncStore(rows);
}
