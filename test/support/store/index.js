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

export class Pool {
  #rows;
  constructor(_url, rows = []) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }
  connect() {
    return new Connection(this.#rows);
  }
}

export class Connection {
  #rows;
  constructor(rows) {
    this.#rows = rows;
  }
  get(id) {
    return this.#rows.get(id);
  }
  count() {
    return this.#rows.size;
  }
  save(row) {
    this.#rows.set(row.id, row);
    return row;
  }
  close() {}
  [Symbol.dispose]() {}
}

export function openPool(url, rows) {
  return new Pool(url, rows);
}
