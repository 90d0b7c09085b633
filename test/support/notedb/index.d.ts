export interface Note {
  id: number;
  text: string;
}
export interface Added {
  changes: number;
  lastId: number;
}
export declare class Db {
  get(id: number): Note | undefined;
  all(): Note[];
  add(...texts: string[]): Added;
  transaction<T>(work: () => T): T;
  backup(file: string): void;
}
export declare function open(): Db;
