// The part of drizzle-orm/bun-sqlite/migrator that says what is synchronous, for when the package is not installed.
import type { BunSQLiteDatabase } from './bun-sqlite.js';

export declare function migrate(db: BunSQLiteDatabase, config: any): void;
