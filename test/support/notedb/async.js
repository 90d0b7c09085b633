// The asynchronous face of that database, which differs in more than promises.
import { Db as SyncDb } from './index.js';

export class Db {
  #db = new SyncDb();
  #first = [];

  setUp(work) {
    this.#first.push(work);
    return Promise.resolve();
  }

  async #ready() {
    for (const work of this.#first.splice(0)) await work();
  }

  async get(id) {
    await this.#ready();
    return this.#db.get(id) ?? null;
  }

  async all() {
    await this.#ready();
    return this.#db.all();
  }

  async add(...texts) {
    await this.#ready();
    const { changes, lastId } = this.#db.add(...texts);
    return { affected: changes, lastId: BigInt(lastId) };
  }

  async transaction(work) {
    await this.#ready();
    const before = this.#db.all().map(({ text }) => text);
    try {
      return await work();
    } catch (error) {
      this.#db = new SyncDb();
      this.#db.add(...before);
      throw error;
    }
  }
}

export const open = async () => new Db();
