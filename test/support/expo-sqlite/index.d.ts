// expo-sqlite of SDK 57 as far as its calls need to be known: for projects that have not installed it.
// Facts: https://docs.expo.dev/versions/latest/sdk/sqlite/

export type SQLiteBindValue = string | number | null | boolean | Uint8Array;
export type SQLiteBindParams = Record<string, SQLiteBindValue> | SQLiteBindValue[];
export type SQLiteVariadicBindParams = SQLiteBindValue[];
export type Changeset = Uint8Array;

export interface SQLiteRunResult {
  lastInsertRowId: number;
  changes: number;
}

export interface SQLiteOpenOptions {
  enableChangeListener?: boolean;
  useNewConnection?: boolean;
  finalizeUnusedStatementsBeforeClosing?: boolean;
}

export declare class SQLiteDatabase {
  readonly databasePath: string;
  readonly options: SQLiteOpenOptions;
  isInTransactionAsync(): Promise<boolean>;
  closeAsync(): Promise<void>;
  execAsync(source: string): Promise<void>;
  serializeAsync(databaseName?: string): Promise<Uint8Array>;
  prepareAsync(source: string): Promise<SQLiteStatement>;
  createSessionAsync(dbName?: string): Promise<SQLiteSession>;
  loadExtensionAsync(libPath: string, entryPoint?: string): Promise<void>;
  withTransactionAsync(task: () => Promise<void>): Promise<void>;
  withExclusiveTransactionAsync(task: (txn: SQLiteDatabase) => Promise<void>): Promise<void>;
  isInTransactionSync(): boolean;
  closeSync(): void;
  execSync(source: string): void;
  serializeSync(databaseName?: string): Uint8Array;
  prepareSync(source: string): SQLiteStatement;
  createSessionSync(dbName?: string): SQLiteSession;
  loadExtensionSync(libPath: string, entryPoint?: string): void;
  withTransactionSync(task: () => void): void;
  runAsync(source: string, params: SQLiteBindParams): Promise<SQLiteRunResult>;
  runAsync(source: string, ...params: SQLiteVariadicBindParams): Promise<SQLiteRunResult>;
  getFirstAsync<T>(source: string, params: SQLiteBindParams): Promise<T | null>;
  getFirstAsync<T>(source: string, ...params: SQLiteVariadicBindParams): Promise<T | null>;
  getEachAsync<T>(source: string, params: SQLiteBindParams): AsyncIterableIterator<T>;
  getEachAsync<T>(source: string, ...params: SQLiteVariadicBindParams): AsyncIterableIterator<T>;
  getAllAsync<T>(source: string, params: SQLiteBindParams): Promise<T[]>;
  getAllAsync<T>(source: string, ...params: SQLiteVariadicBindParams): Promise<T[]>;
  runSync(source: string, params: SQLiteBindParams): SQLiteRunResult;
  runSync(source: string, ...params: SQLiteVariadicBindParams): SQLiteRunResult;
  getFirstSync<T>(source: string, params: SQLiteBindParams): T | null;
  getFirstSync<T>(source: string, ...params: SQLiteVariadicBindParams): T | null;
  getEachSync<T>(source: string, params: SQLiteBindParams): IterableIterator<T>;
  getEachSync<T>(source: string, ...params: SQLiteVariadicBindParams): IterableIterator<T>;
  getAllSync<T>(source: string, params: SQLiteBindParams): T[];
  getAllSync<T>(source: string, ...params: SQLiteVariadicBindParams): T[];
}

export declare class SQLiteStatement {
  executeAsync<T>(params: SQLiteBindParams): Promise<SQLiteExecuteAsyncResult<T>>;
  executeAsync<T>(...params: SQLiteVariadicBindParams): Promise<SQLiteExecuteAsyncResult<T>>;
  executeForRawResultAsync<T extends object>(
    params: SQLiteBindParams,
  ): Promise<SQLiteExecuteAsyncResult<T[keyof T][]>>;
  executeForRawResultAsync<T extends object>(
    ...params: SQLiteVariadicBindParams
  ): Promise<SQLiteExecuteAsyncResult<T[keyof T][]>>;
  getColumnNamesAsync(): Promise<string[]>;
  finalizeAsync(): Promise<void>;
  executeSync<T>(params: SQLiteBindParams): SQLiteExecuteSyncResult<T>;
  executeSync<T>(...params: SQLiteVariadicBindParams): SQLiteExecuteSyncResult<T>;
  executeForRawResultSync<T extends object>(params: SQLiteBindParams): SQLiteExecuteSyncResult<T[keyof T][]>;
  executeForRawResultSync<T extends object>(
    ...params: SQLiteVariadicBindParams
  ): SQLiteExecuteSyncResult<T[keyof T][]>;
  getColumnNamesSync(): string[];
  finalizeSync(): void;
}

export interface SQLiteExecuteAsyncResult<T> extends AsyncIterableIterator<T> {
  readonly lastInsertRowId: number;
  readonly changes: number;
  getFirstAsync(): Promise<T | null>;
  getAllAsync(): Promise<T[]>;
  resetAsync(): Promise<void>;
}

export interface SQLiteExecuteSyncResult<T> extends IterableIterator<T> {
  readonly lastInsertRowId: number;
  readonly changes: number;
  getFirstSync(): T | null;
  getAllSync(): T[];
  resetSync(): void;
}

export declare class SQLiteSession {
  attachAsync(table: string | null): Promise<void>;
  enableAsync(enabled: boolean): Promise<void>;
  closeAsync(): Promise<void>;
  createChangesetAsync(): Promise<Changeset>;
  createInvertedChangesetAsync(): Promise<Changeset>;
  applyChangesetAsync(changeset: Changeset): Promise<void>;
  invertChangesetAsync(changeset: Changeset): Promise<Changeset>;
  attachSync(table: string | null): void;
  enableSync(enabled: boolean): void;
  closeSync(): void;
  createChangesetSync(): Changeset;
  createInvertedChangesetSync(): Changeset;
  applyChangesetSync(changeset: Changeset): void;
  invertChangesetSync(changeset: Changeset): Changeset;
}

export declare function openDatabaseAsync(
  databaseName: string,
  options?: SQLiteOpenOptions,
  directory?: string,
): Promise<SQLiteDatabase>;
export declare function openDatabaseSync(
  databaseName: string,
  options?: SQLiteOpenOptions,
  directory?: string,
): SQLiteDatabase;
export declare function deserializeDatabaseAsync(
  serializedData: Uint8Array,
  options?: SQLiteOpenOptions,
): Promise<SQLiteDatabase>;
export declare function deserializeDatabaseSync(
  serializedData: Uint8Array,
  options?: SQLiteOpenOptions,
): SQLiteDatabase;
export declare function deleteDatabaseAsync(databaseName: string, directory?: string): Promise<void>;
export declare function deleteDatabaseSync(databaseName: string, directory?: string): void;

export interface BackupDatabases {
  sourceDatabase: SQLiteDatabase;
  sourceDatabaseName?: string;
  destDatabase: SQLiteDatabase;
  destDatabaseName?: string;
}
export declare function backupDatabaseAsync(databases: BackupDatabases): Promise<void>;
export declare function backupDatabaseSync(databases: BackupDatabases): void;
export declare function useSQLiteContext(): SQLiteDatabase;
