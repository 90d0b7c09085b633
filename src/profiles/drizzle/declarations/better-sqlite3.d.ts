// The part of drizzle-orm/better-sqlite3 that says what is synchronous, for when the package is not installed.
import type { RunResult, Database } from 'better-sqlite3';
import { BaseSQLiteDatabase, SQLiteTransaction } from './sqlite-core.js';

export declare class BetterSQLite3Database<S = any> extends BaseSQLiteDatabase<'sync', RunResult, S> {}
export declare class BetterSQLiteTransaction<S = any, T = any> extends SQLiteTransaction<
  'sync',
  RunResult,
  S,
  T
> {}
export declare function drizzle<S = any>(...given: any[]): BetterSQLite3Database<S> & { $client: Database };
