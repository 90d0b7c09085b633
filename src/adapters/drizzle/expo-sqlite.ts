import type { DrizzleConfig } from 'drizzle-orm';
import * as expoDriver from 'drizzle-orm/expo-sqlite';
import * as expoMigrator from 'drizzle-orm/expo-sqlite/migrator';
import { BaseSQLiteDatabase, type SQLiteTransactionConfig } from 'drizzle-orm/sqlite-core';
import { allRows, Connection, firstRow, type Client, type RunResult } from '../expo/connection.js';
import { partsOf, type AnySchema, type AsyncTransaction, type Driver, type Parts } from './session.js';

type NoSchema = Record<string, never>;

/** A database on expo-sqlite's asynchronous methods: what Drizzle does on its synchronous ones, awaited. */
export class ExpoSQLiteDatabase<TSchema extends AnySchema = NoSchema> extends BaseSQLiteDatabase<
  'async',
  RunResult,
  TSchema
> {
  /** Runs a function in a transaction, on the one connection there is. */
  override transaction<T>(
    work: (tx: AsyncTransaction<RunResult, TSchema>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What Drizzle's driver for expo-sqlite exports, with promises. */
export function drizzle<TSchema extends AnySchema = NoSchema, TClient extends Client = Client>(
  client: TClient,
  config?: DrizzleConfig<TSchema>,
): ExpoSQLiteDatabase<TSchema> & { $client: TClient } {
  const { dialect, session, schema }: Parts<RunResult, TSchema> = partsOf(driverOf(client), config);
  const db = new ExpoSQLiteDatabase<TSchema>('async', dialect, session, schema);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Client): Driver {
  const connection = new Connection(client);
  return {
    prepare: (sql) => ({
      run: (given) => connection.run(sql, given),
      all: (given) => connection.use(sql, (statement) => allRows(statement, given, 'objects')),
      get: (given) => connection.use(sql, (statement) => firstRow(statement, given, 'objects')),
      first: async (given) =>
        (await connection.use(sql, (statement) => allRows(statement, given, 'lists')))[0] as unknown[],
      values: (given) =>
        connection.use(sql, (statement) => allRows(statement, given, 'lists')) as Promise<unknown[][]>,
    }),
    transaction: (behavior, work, isNested) => connection.transaction(behavior, work, isNested),
  };
}

/** A query's rows, read again when its table changes. Drizzle's own: it awaits the query. */
export const useLiveQuery = expoDriver.useLiveQuery as <T extends PromiseLike<unknown>>(
  query: T,
  dependencies?: unknown[],
) => { readonly data: Awaited<T>; readonly error: Error | undefined; readonly updatedAt: Date | undefined };

type Migrations = Parameters<typeof expoMigrator.migrate>[1];

/** Brings a database to where its migrations lead. Drizzle's own: it leaves the work to the database's dialect. */
export const migrate = expoMigrator.migrate as unknown as <TSchema extends AnySchema>(
  db: ExpoSQLiteDatabase<TSchema>,
  config: Migrations,
) => Promise<void>;

/** The same while a component is shown, with how far it is. */
export const useMigrations = expoMigrator.useMigrations as unknown as (
  db: object,
  migrations: Migrations,
) => ReturnType<typeof expoMigrator.useMigrations>;
