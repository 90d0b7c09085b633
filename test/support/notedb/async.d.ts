import type { Note } from './index.js';

export type { Note };
export interface Added {
  affected: number;
  lastId: bigint;
}
export declare class Db {
  get(id: number): Promise<Note | null>;
  all(): Promise<Note[]>;
  add(...texts: string[]): Promise<Added>;
  transaction<T>(work: () => T | Promise<T>): Promise<T>;
  /** Does this before all that is asked of it next. */
  setUp(work: () => Promise<void>): Promise<void>;
}
export declare function open(): Promise<Db>;
