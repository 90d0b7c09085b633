/** The same database, asynchronous. */
import type { Row } from 'store';
export declare class AsyncStore {
  constructor(rows?: readonly Row[]);
  get(id: number): Promise<Row | undefined>;
  all(): Promise<Row[]>;
  count(): Promise<number>;
  save(row: Row): Promise<Row>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
export declare class AsyncPool {
  constructor(url: string, rows?: readonly Row[]);
  connect(): Promise<AsyncConnection>;
}
export declare class AsyncConnection {
  get(id: number): Promise<Row | undefined>;
  count(): Promise<number>;
  save(row: Row): Promise<Row>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
export declare function openPoolAsync(url: string, rows?: readonly Row[]): AsyncPool;
export declare function openAsync(rows?: readonly Row[]): AsyncStore;
