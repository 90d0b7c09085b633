// The part of drizzle-orm/expo-sqlite/migrator that its callers see, for when the package is not installed.
import type { ExpoSQLiteDatabase } from './expo-sqlite.js';

export declare function migrate(db: ExpoSQLiteDatabase, config: any): Promise<void>;
export declare function useMigrations(
  db: ExpoSQLiteDatabase,
  migrations: any,
): { success: boolean; error?: Error };
