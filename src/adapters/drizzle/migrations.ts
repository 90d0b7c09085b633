import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator';

/** Brings a database to where its migrations lead, in one transaction. */
export async function migrateDatabase(db: object, config: MigrationConfig): Promise<void> {
  const { dialect, session } = db as {
    dialect: { migrate(migrations: unknown, session: unknown, config: MigrationConfig): Promise<void> };
    session: unknown;
  };
  await dialect.migrate(readMigrationFiles(config), session, config);
}
