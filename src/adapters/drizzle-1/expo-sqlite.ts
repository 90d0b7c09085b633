import type { AnyRelations, EmptyRelations } from 'drizzle-orm';
import * as expoDriver from 'drizzle-orm/expo-sqlite';
import * as expoMigrator from 'drizzle-orm/expo-sqlite/async/migrator';
import {
  SQLiteAsyncDatabase,
  type DrizzleSQLiteConfig,
  type SQLiteAsyncTransaction,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';
import { allRows, Connection, firstRow, type Client, type RunResult } from '../expo/connection.js';
import { partsOf, type Driver, type Parts, type RowForm } from './session.js';

export type ExpoSQLiteRunResult = RunResult;

/** A database on expo-sqlite's asynchronous methods: what Drizzle does on its synchronous ones, awaited. */
export class ExpoSQLiteDatabase<TRelations extends AnyRelations = EmptyRelations> extends SQLiteAsyncDatabase<
  'async',
  RunResult,
  TRelations
> {
  /** Runs a function in a transaction, on the one connection there is. */
  override transaction<T>(
    work: (tx: ExpoSQLiteTransaction<TRelations>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type ExpoSQLiteTransaction<TRelations extends AnyRelations> = SQLiteAsyncTransaction<
  'async',
  RunResult,
  TRelations
>;

/** What Drizzle's driver for expo-sqlite exports, with promises. Drizzle's own asynchronous one mixes transactions. */
export function drizzle<TRelations extends AnyRelations = EmptyRelations, TClient extends Client = Client>(
  client: TClient,
  config: DrizzleSQLiteConfig<TRelations> = {},
): ExpoSQLiteDatabase<TRelations> & { $client: TClient } {
  const { expoSQLiteCodecs } = expoDriver;
  const parts: Parts<RunResult, TRelations> = partsOf(driverOf(client), config, expoSQLiteCodecs);
  const db = new ExpoSQLiteDatabase<TRelations>('async', parts.dialect, parts.session, parts.relations);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Client): Driver {
  const connection = new Connection(client);
  const named = (form: RowForm) => (form === 'arrays' ? 'lists' : 'objects');
  return {
    prepare: (sql) => ({
      run: (given) => connection.run(sql, given),
      all: (given, form) => connection.use(sql, (statement) => allRows(statement, given, named(form))),
      get: (given, form) => connection.use(sql, (statement) => firstRow(statement, given, named(form))),
    }),
    transaction: (behavior, work, isNested) => connection.transaction(behavior, work, isNested),
  };
}

/** A query's rows, read again when its table changes. Drizzle's own: it awaits the query. */
export const useLiveQuery = expoDriver.useLiveQuery as unknown as <T extends PromiseLike<unknown>>(
  query: T,
  dependencies?: unknown[],
) => { readonly data: Awaited<T>; readonly error: Error | undefined; readonly updatedAt: Date | undefined };

/** Brings a database to where its migrations lead, in one transaction: Drizzle's own. */
export const migrate: typeof expoMigrator.migrate = expoMigrator.migrate;

/** The same while a component is shown, with how far it is. */
export const useMigrations: typeof expoMigrator.useMigrations = expoMigrator.useMigrations;
