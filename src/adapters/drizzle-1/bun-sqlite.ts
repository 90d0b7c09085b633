import type { AnyRelations, EmptyRelations } from 'drizzle-orm';
import { bunSQLiteCodecs } from 'drizzle-orm/bun-sqlite/codecs';
import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator';
import {
  migrateAsync,
  SQLiteAsyncDatabase,
  type DrizzleSQLiteConfig,
  type SQLiteAsyncTransaction,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';
import { Database, type Changes, type DatabaseOptions, type SQLQueryBindings } from '../sqlite/bun-sqlite.js';
import { partsOf, type Driver, type Parts } from './session.js';

export type SQLiteBunRunResult = Changes;

/** A database on bun:sqlite's methods with promises: what Drizzle does on bun:sqlite, awaited. */
export class SQLiteBunDatabase<TRelations extends AnyRelations = EmptyRelations> extends SQLiteAsyncDatabase<
  'async',
  Changes,
  TRelations
> {
  /** Runs a function in a transaction, on the statements of whoever is called from it. */
  override transaction<T>(
    work: (tx: SQLiteBunTransaction<TRelations>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type SQLiteBunTransaction<TRelations extends AnyRelations> = SQLiteAsyncTransaction<
  'async',
  Changes,
  TRelations
>;

type Connection = ({ source?: string } & DatabaseOptions) | string | undefined;
type Config<TRelations extends AnyRelations> = DrizzleSQLiteConfig<TRelations> &
  ({ connection?: Connection } | { client: Database });

/** What Drizzle's driver for bun:sqlite exports, with promises. */
export function drizzle<TRelations extends AnyRelations = EmptyRelations>(
  ...params: [] | [string] | [string, DrizzleSQLiteConfig<TRelations>] | [Config<TRelations>]
): SQLiteBunDatabase<TRelations> & { $client: Database } {
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
  client: Database,
  config: DrizzleSQLiteConfig<TRelations> = {},
): SQLiteBunDatabase<TRelations> & { $client: Database } {
  const parts: Parts<Changes, TRelations> = partsOf(driverOf(client), config, bunSQLiteCodecs);
  const db = new SQLiteBunDatabase<TRelations>('async', parts.dialect, parts.session, parts.relations);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Database): Driver {
  return {
    prepare: (sql) => {
      const statement = client.query<unknown, SQLQueryBindings[]>(sql);
      return {
        run: (given) => statement.run(...(given as SQLQueryBindings[])),
        all: (given, form) =>
          statement[form === 'arrays' ? 'values' : 'all'](...(given as SQLQueryBindings[])),
        get: async (given, form) => {
          const bindings = given as SQLQueryBindings[];
          return form === 'arrays' ? (await statement.values(...bindings))[0] : statement.get(...bindings);
        },
      };
    },
    transaction: (behavior, work) => client.transaction(work)[behavior](),
  };
}

/** Brings a database to where its migrations lead, in one transaction. */
export function migrate<TRelations extends AnyRelations>(
  db: SQLiteBunDatabase<TRelations>,
  config: MigrationConfig,
): ReturnType<typeof migrateAsync> {
  return migrateAsync(readMigrationFiles(config), db, config);
}
