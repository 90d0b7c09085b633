// The part of drizzle-orm/bun-sqlite that says what is synchronous, for when the package is not installed.
import type { Database } from 'bun:sqlite';
import { BaseSQLiteDatabase, SQLiteTransaction } from './sqlite-core.js';

export declare class BunSQLiteDatabase<S = any> extends BaseSQLiteDatabase<'sync', void, S> {}
export declare class SQLiteBunTransaction<S = any, T = any> extends SQLiteTransaction<'sync', void, S, T> {}
export declare function drizzle<S = any>(...given: any[]): BunSQLiteDatabase<S> & { $client: Database };
