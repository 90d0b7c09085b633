import type { AnyRelations, EmptyRelations } from 'drizzle-orm';
import { betterSQLite3Codecs } from 'drizzle-orm/better-sqlite3/codecs';
import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator';
import {
  migrateAsync,
  SQLiteAsyncDatabase,
  type DrizzleSQLiteConfig,
  type SQLiteAsyncTransaction,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';
import Database, { type Options, type RunResult } from '../sqlite/better-sqlite3.js';
import { partsOf, type Driver, type Parts } from './session.js';

type Client = InstanceType<typeof Database>;

export type BetterSQLite3RunResult = RunResult;

/** A database on better-sqlite3's methods with promises: what Drizzle does on better-sqlite3, awaited. */
export class BetterSQLite3Database<
  TRelations extends AnyRelations = EmptyRelations,
> extends SQLiteAsyncDatabase<'async', RunResult, TRelations> {
  /** Runs a function in a transaction, on the statements of whoever is called from it. */
  override transaction<T>(
    work: (tx: BetterSQLiteTransaction<TRelations>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type BetterSQLiteTransaction<TRelations extends AnyRelations> = SQLiteAsyncTransaction<
  'async',
  RunResult,
  TRelations
>;

type Connection = ({ source?: string } & Options) | string | undefined;
type Config<TRelations extends AnyRelations> = DrizzleSQLiteConfig<TRelations> &
  ({ connection?: Connection } | { client: Client });

/** What Drizzle's driver for better-sqlite3 exports, with promises. */
export function drizzle<TRelations extends AnyRelations = EmptyRelations>(
  ...params: [] | [string] | [string, DrizzleSQLiteConfig<TRelations>] | [Config<TRelations>]
): BetterSQLite3Database<TRelations> & { $client: Client } {
  const [first, config] = params;
  if (first === undefined) return construct(new Database(), config);
  if (typeof first === 'string') return construct(new Database(first), config);
  if ('client' in first) return construct(first.client, first);
  const { connection } = first as { connection?: Connection };
  if (typeof connection !== 'object') return construct(new Database(connection), first);
  const { source, ...options } = connection;
  return construct(new Database(source, options), first);
}

function construct<TRelations extends AnyRelations>(
  client: Client,
  config: DrizzleSQLiteConfig<TRelations> = {},
): BetterSQLite3Database<TRelations> & { $client: Client } {
  const parts: Parts<RunResult, TRelations> = partsOf(driverOf(client), config, betterSQLite3Codecs);
  const db = new BetterSQLite3Database<TRelations>('async', parts.dialect, parts.session, parts.relations);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Client): Driver {
  return {
    prepare: (sql) => {
      const statement = client.prepare(sql);
      return {
        run: (parameters) => statement.run(...parameters),
        all: (parameters, form) => (form === 'arrays' ? statement.raw() : statement).all(...parameters),
        get: (parameters, form) => (form === 'arrays' ? statement.raw() : statement).get(...parameters),
      };
    },
    transaction: (behavior, work) => client.transaction(work)[behavior](),
  };
}

/** Brings a database to where its migrations lead, in one transaction. */
export function migrate<TRelations extends AnyRelations>(
  db: BetterSQLite3Database<TRelations>,
  config: MigrationConfig,
): ReturnType<typeof migrateAsync> {
  return migrateAsync(readMigrationFiles(config), db, config);
}
