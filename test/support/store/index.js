export class Store {
  #rows;
  constructor(rows = []) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }
  get(id) {
    console.log(`[get ${id}]`);
    return this.#rows.get(id);
  }
  all() {
    console.log('[all]');
    return [...this.#rows.values()];
  }
  count() {
    console.log('[count]');
    return this.#rows.size;
  }
  save(row) {
    console.log(`[save ${row.id}]`);
    this.#rows.set(row.id, row);
    return row;
  }
  close() {
    console.log('[close]');
  }
  [Symbol.dispose]() {
    this.close();
  }
}

export function open(rows) {
  return new Store(rows);
}
