// A synchronous database of notes, for tests of profiles that users write.
export class Db {
  #notes = new Map();

  get(id) {
    return this.#notes.get(id);
  }

  all() {
    return [...this.#notes.values()];
  }

  add(...texts) {
    for (const text of texts) this.#notes.set(this.#notes.size + 1, { id: this.#notes.size + 1, text });
    return { changes: texts.length, lastId: this.#notes.size };
  }

  transaction(work) {
    const before = new Map(this.#notes);
    try {
      return work();
    } catch (error) {
      this.#notes = before;
      throw error;
    }
  }

  backup() {}
}

export const open = () => new Db();
