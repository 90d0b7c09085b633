// node:sqlite of Node 24 as far as its calls need to be known: for projects whose @types/node does not know it.
// Facts: https://nodejs.org/api/sqlite.html

export type SQLInputValue = null | number | bigint | string | ArrayBufferView;
export type SQLOutputValue = null | number | bigint | string | Uint8Array;

export interface DatabaseSyncOptions {
  open?: boolean | undefined;
  enableForeignKeyConstraints?: boolean | undefined;
  enableDoubleQuotedStringLiterals?: boolean | undefined;
  readOnly?: boolean | undefined;
  allowExtension?: boolean | undefined;
  timeout?: number | undefined;
  readBigInts?: boolean | undefined;
  returnArrays?: boolean | undefined;
  allowBareNamedParameters?: boolean | undefined;
  allowUnknownNamedParameters?: boolean | undefined;
}

export interface StatementColumnMetadata {
  column: string | null;
  database: string | null;
  name: string;
  table: string | null;
  type: string | null;
}

export interface StatementResultingChanges {
  changes: number | bigint;
  lastInsertRowid: number | bigint;
}

export interface Session {
  changeset(): Uint8Array;
  patchset(): Uint8Array;
  close(): void;
}

type AnyFunction = (...params: any[]) => any;

export class DatabaseSync {
  constructor(path: string | Uint8Array | URL, options?: DatabaseSyncOptions);
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  open(): void;
  close(): void;
  exec(sql: string): void;
  prepare(sql: string): StatementSync;
  location(dbName?: string): string | null;
  function(name: string, func: AnyFunction): void;
  function(name: string, options: object, func: AnyFunction): void;
  aggregate(name: string, options: object): void;
  createSession(options?: object): Session;
  applyChangeset(changeset: Uint8Array, options?: object): boolean;
  createTagStore(maxSize?: number): SQLTagStore;
  enableDefensive(active: boolean): void;
  setAuthorizer(callback: AnyFunction | null): void;
  enableLoadExtension(allow: boolean): void;
  loadExtension(path: string): void;
}

export interface SQLTagStore {
  all(strings: TemplateStringsArray, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[];
  get(strings: TemplateStringsArray, ...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined;
  iterate(
    strings: TemplateStringsArray,
    ...values: SQLInputValue[]
  ): IterableIterator<Record<string, SQLOutputValue>>;
  run(strings: TemplateStringsArray, ...values: SQLInputValue[]): StatementResultingChanges;
}

export class StatementSync {
  private constructor();
  readonly sourceSQL: string;
  readonly expandedSQL: string;
  all(...anonymousParameters: SQLInputValue[]): Record<string, SQLOutputValue>[];
  all(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Record<string, SQLOutputValue>[];
  get(...anonymousParameters: SQLInputValue[]): Record<string, SQLOutputValue> | undefined;
  get(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): Record<string, SQLOutputValue> | undefined;
  iterate(...anonymousParameters: SQLInputValue[]): IterableIterator<Record<string, SQLOutputValue>>;
  iterate(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): IterableIterator<Record<string, SQLOutputValue>>;
  run(...anonymousParameters: SQLInputValue[]): StatementResultingChanges;
  run(
    namedParameters: Record<string, SQLInputValue>,
    ...anonymousParameters: SQLInputValue[]
  ): StatementResultingChanges;
  columns(): StatementColumnMetadata[];
  setAllowBareNamedParameters(enabled: boolean): void;
  setAllowUnknownNamedParameters(enabled: boolean): void;
  setReadBigInts(enabled: boolean): void;
  setReturnArrays(enabled: boolean): void;
}

export function backup(
  sourceDb: DatabaseSync,
  path: string | Uint8Array | URL,
  options?: object,
): Promise<number>;
