// The part of drizzle-orm/node-sqlite that says what is synchronous, for when the package is not installed.
import type { DatabaseSync, StatementResultingChanges } from 'node:sqlite';
import { BaseSQLiteDatabase, SQLiteTransaction } from './sqlite-core.js';

export declare class NodeSQLiteDatabase<S = any> extends BaseSQLiteDatabase<
  'sync',
  StatementResultingChanges,
  S
> {}
export declare class NodeSQLiteTransaction<S = any, T = any> extends SQLiteTransaction<
  'sync',
  StatementResultingChanges,
  S,
  T
> {}
export declare function drizzle<S = any>(...given: any[]): NodeSQLiteDatabase<S> & { $client: DatabaseSync };
