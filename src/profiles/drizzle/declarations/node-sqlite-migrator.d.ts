// The part of drizzle-orm/node-sqlite/migrator that says what is synchronous, for when the package is not installed.
import type { NodeSQLiteDatabase } from './node-sqlite.js';

export declare function migrate(db: NodeSQLiteDatabase, config: any): void;
