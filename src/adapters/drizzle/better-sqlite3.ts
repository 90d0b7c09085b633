import type { DrizzleConfig, ExtractTablesWithRelations, TablesRelationalConfig } from 'drizzle-orm';
import type { MigrationConfig } from 'drizzle-orm/migrator';
import { BaseSQLiteDatabase, type SQLiteTransactionConfig } from 'drizzle-orm/sqlite-core';
import Database, { type Options, type RunResult } from '../sqlite/better-sqlite3.js';
import { migrateDatabase } from './migrations.js';
import { partsOf, type AnySchema, type AsyncTransaction, type Driver, type Parts } from './session.js';

type Client = InstanceType<typeof Database>;
type NoSchema = Record<string, never>;

/** A database on better-sqlite3's methods with promises: what Drizzle does on better-sqlite3, awaited. */
export class BetterSQLite3Database<TSchema extends AnySchema = NoSchema> extends BaseSQLiteDatabase<
  'async',
  RunResult,
  TSchema
> {
  /** Runs a function in a transaction, on the statements of whoever is called from it. */
  override transaction<T>(
    work: (tx: BetterSQLiteTransaction<TSchema>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type BetterSQLiteTransaction<
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig = ExtractTablesWithRelations<TFullSchema>,
> = AsyncTransaction<RunResult, TFullSchema, TSchema>;

type Connection = ({ source?: string } & Options) | string | undefined;
type Config<TSchema extends AnySchema> = DrizzleConfig<TSchema> &
  ({ connection?: Connection } | { client: Client });

/** What Drizzle's driver for better-sqlite3 exports, with promises. */
export function drizzle<TSchema extends AnySchema = NoSchema>(
  ...params: [] | [Client | string] | [Client | string, DrizzleConfig<TSchema>] | [Config<TSchema>]
): BetterSQLite3Database<TSchema> & { $client: Client } {
  const [first, config] = params;
  if (first === undefined) return construct(new Database(), config);
  if (typeof first === 'string') return construct(new Database(first), config);
  if (first instanceof Database) return construct(first, config);
  if ('client' in first) return construct(first.client, first);
  const { connection } = first as { connection?: Connection };
  if (typeof connection !== 'object') return construct(new Database(connection), first);
  const { source, ...options } = connection;
  return construct(new Database(source, options), first);
}

function construct<TSchema extends AnySchema>(
  client: Client,
  config?: DrizzleConfig<TSchema>,
): BetterSQLite3Database<TSchema> & { $client: Client } {
  const { dialect, session, schema }: Parts<RunResult, TSchema> = partsOf(driverOf(client), config);
  const db = new BetterSQLite3Database<TSchema>('async', dialect, session, schema);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Client): Driver {
  return {
    prepare: (sql) => {
      const statement = client.prepare(sql);
      return {
        run: (parameters) => statement.run(...parameters),
        all: (parameters) => statement.all(...parameters),
        get: (parameters) => statement.get(...parameters),
        first: async (parameters) => (await statement.raw().get(...parameters)) as unknown[] | undefined,
        values: async (parameters) => (await statement.raw().all(...parameters)) as unknown[][],
      };
    },
    transaction: (behavior, work) => client.transaction(work)[behavior](),
  };
}

/** Brings a database to where its migrations lead, in one transaction. */
export function migrate<TSchema extends AnySchema>(
  db: BetterSQLite3Database<TSchema>,
  config: MigrationConfig,
): Promise<void> {
  return migrateDatabase(db, config);
}
