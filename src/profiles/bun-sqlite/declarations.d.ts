// bun:sqlite of Bun 1.4 as far as its calls need to be known: for projects that have not installed its types.
// Facts: https://bun.com/docs/runtime/sqlite

type TypedArray = ArrayBufferView;
export type SQLQueryBindings =
  | string
  | bigint
  | TypedArray
  | ArrayBuffer
  | number
  | boolean
  | null
  | Record<string, string | bigint | TypedArray | ArrayBuffer | number | boolean | null>;

export interface DatabaseOptions {
  readonly?: boolean | undefined;
  create?: boolean | undefined;
  readwrite?: boolean | undefined;
  safeIntegers?: boolean | undefined;
  strict?: boolean | undefined;
}

export interface Changes {
  changes: number;
  lastInsertRowid: number | bigint;
}

export declare class Database {
  constructor(filename?: string, options?: number | DatabaseOptions);
  static open(filename: string, options?: number | DatabaseOptions): Database;
  static deserialize(serialized: TypedArray | ArrayBuffer, options?: boolean | object): Database;
  static setCustomSQLite(path: string): boolean;
  readonly filename: string;
  readonly handle: number;
  get inTransaction(): boolean;
  run<ParamsType extends SQLQueryBindings[]>(sql: string, ...bindings: ParamsType[]): Changes;
  exec<ParamsType extends SQLQueryBindings[]>(sql: string, ...bindings: ParamsType[]): Changes;
  query<ReturnType, ParamsType extends SQLQueryBindings | SQLQueryBindings[]>(
    sql: string,
  ): Statement<ReturnType, ParamsType extends any[] ? ParamsType : [ParamsType]>;
  prepare<ReturnType, ParamsType extends SQLQueryBindings | SQLQueryBindings[]>(
    sql: string,
    params?: ParamsType,
  ): Statement<ReturnType, ParamsType extends any[] ? ParamsType : [ParamsType]>;
  transaction<A extends any[], T>(
    insideTransaction: (...args: A) => T,
  ): {
    (...args: A): T;
    deferred: (...args: A) => T;
    immediate: (...args: A) => T;
    exclusive: (...args: A) => T;
  };
  close(throwOnError?: boolean): void;
  clearQueryCache(): void;
  loadExtension(extension: string, entryPoint?: string): void;
  function(name: string, ...rest: any[]): this;
  aggregate(name: string, options: object): this;
  serialize(name?: string): Uint8Array;
  fileControl(...params: any[]): number;
}

export declare class Statement<ReturnType = unknown, ParamsType extends SQLQueryBindings[] = any[]> {
  constructor(nativeHandle: any);
  all(...params: ParamsType): ReturnType[];
  get(...params: ParamsType): ReturnType | null;
  iterate(...params: ParamsType): IterableIterator<ReturnType>;
  run(...params: ParamsType): Changes;
  values(...params: ParamsType): (string | bigint | number | Uint8Array | null)[][];
  raw(...params: ParamsType): (Uint8Array | null)[][];
  as<T = unknown>(Class: new (...args: any[]) => T): Statement<T, ParamsType>;
  finalize(): void;
  safeIntegers(enabled: boolean): this;
  safeIntegers(): boolean;
  readonly columnNames: string[];
  readonly paramsCount: number;
  readonly reader: boolean;
  readonly readonly: boolean;
  readonly isFinalized: boolean;
  readonly columnTypes: (string | null)[];
  readonly declaredTypes: (string | null)[];
  readonly native: any;
}

export declare class SQLiteError extends Error {
  readonly name: 'SQLiteError';
  errno: number;
  code?: string;
  readonly byteOffset: number;
}

export default Database;
