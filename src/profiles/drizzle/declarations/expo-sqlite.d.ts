// The part of drizzle-orm/expo-sqlite that says what is synchronous, for when the package is not installed.
import type { SQLiteDatabase, SQLiteRunResult } from 'expo-sqlite';
import { BaseSQLiteDatabase } from './sqlite-core.js';

export declare class ExpoSQLiteDatabase<S = any> extends BaseSQLiteDatabase<'sync', SQLiteRunResult, S> {}
export declare function drizzle<S = any>(
  client: SQLiteDatabase,
  config?: any,
): ExpoSQLiteDatabase<S> & { $client: SQLiteDatabase };
export declare function useLiveQuery<T>(
  query: T,
  dependencies?: unknown[],
): { readonly data: Awaited<T>; readonly error: Error | undefined; readonly updatedAt: Date | undefined };
