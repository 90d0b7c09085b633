/** A small synchronous database, for fixtures: rows by number. */
export interface Row {
  id: number;
  name: string;
}
export declare class Store {
  constructor(rows?: readonly Row[]);
  get(id: number): Row | undefined;
  all(): Row[];
  count(): number;
  save(row: Row): Row;
  close(): void;
  [Symbol.dispose](): void;
}
/** A store that several connections share, each of which says nothing of what it does. */
export declare class Pool {
  constructor(url: string, rows?: readonly Row[]);
  connect(): Connection;
}
/** What one task at a time may use. */
export declare class Connection {
  get(id: number): Row | undefined;
  count(): number;
  save(row: Row): Row;
  close(): void;
  [Symbol.dispose](): void;
}
/** @param url `many:` for a pool of connections, `one:` for one connection that all share */
export declare function openPool(url: string, rows?: readonly Row[]): Pool;
export declare function open(rows?: readonly Row[]): Store;
