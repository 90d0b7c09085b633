// The part of drizzle-orm/better-sqlite3/migrator that says what is synchronous, for when the package is not installed.
import type { BetterSQLite3Database } from './better-sqlite3.js';

export declare function migrate(db: BetterSQLite3Database, config: any): void;
