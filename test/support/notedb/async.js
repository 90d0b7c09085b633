// The asynchronous face of that database, which differs in more than promises.
import { Db as SyncDb } from './index.js';

export class Db {
  #db = new SyncDb();

  async get(id) {
    return this.#db.get(id) ?? null;
  }

  async all() {
    return this.#db.all();
  }

  async add(...texts) {
    const { changes, lastId } = this.#db.add(...texts);
    return { affected: changes, lastId: BigInt(lastId) };
  }

  async transaction(work) {
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
