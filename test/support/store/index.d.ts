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
export declare function open(rows?: readonly Row[]): Store;
