import { setImmediate } from 'node:timers/promises';
import { Pool, Store } from 'store';

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

export class AsyncPool {
  #pool;
  constructor(url, rows) {
    this.#pool = new Pool(url, rows);
  }
  async connect() {
    await setImmediate();
    return new AsyncConnection(this.#pool.connect());
  }
}

/** A second operation that begins before the first has ended is an error, as it is with a database's connection. */
export class AsyncConnection {
  #connection;
  #isBusy = false;
  constructor(connection) {
    this.#connection = connection;
  }
  async #run(method, ...args) {
    if (this.#isBusy) throw new Error(`${method}: the connection is in use`);
    this.#isBusy = true;
    await setImmediate();
    this.#isBusy = false;
    return this.#connection[method](...args);
  }
  get(id) {
    return this.#run('get', id);
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

export function openPoolAsync(url, rows) {
  return new AsyncPool(url, rows);
}
