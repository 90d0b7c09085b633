import type { DrizzleConfig, ExtractTablesWithRelations, TablesRelationalConfig } from 'drizzle-orm';
import type { MigrationConfig } from 'drizzle-orm/migrator';
import { BaseSQLiteDatabase, type SQLiteTransactionConfig } from 'drizzle-orm/sqlite-core';
import {
  Database,
  type DatabaseOptions,
  type Statement,
  type SQLQueryBindings,
} from '../sqlite/bun-sqlite.js';
import { migrateDatabase } from './migrations.js';
import { partsOf, type AnySchema, type AsyncTransaction, type Driver, type Parts } from './session.js';

type NoSchema = Record<string, never>;

/** A database on bun:sqlite's methods with promises: what Drizzle does on bun:sqlite, awaited. */
export class BunSQLiteDatabase<TSchema extends AnySchema = NoSchema> extends BaseSQLiteDatabase<
  'async',
  void,
  TSchema
> {
  /** Runs a function in a transaction, on the statements of whoever is called from it. */
  override transaction<T>(
    work: (tx: SQLiteBunTransaction<TSchema>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type SQLiteBunTransaction<
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig = ExtractTablesWithRelations<TFullSchema>,
> = AsyncTransaction<void, TFullSchema, TSchema>;

type Connection = ({ source?: string } & DatabaseOptions) | string | undefined;
type Config<TSchema extends AnySchema> = DrizzleConfig<TSchema> &
  ({ connection?: Connection } | { client: Database });

/** What Drizzle's driver for bun:sqlite exports, with promises. */
export function drizzle<TSchema extends AnySchema = NoSchema>(
  ...params: [] | [Database | string] | [Database | string, DrizzleConfig<TSchema>] | [Config<TSchema>]
): BunSQLiteDatabase<TSchema> & { $client: Database } {
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
  client: Database,
  config?: DrizzleConfig<TSchema>,
): BunSQLiteDatabase<TSchema> & { $client: Database } {
  const { dialect, session, schema }: Parts<void, TSchema> = partsOf(driverOf(client), config);
  const db = new BunSQLiteDatabase<TSchema>('async', dialect, session, schema);
  return Object.assign(db, { $client: client });
}

function driverOf(client: Database): Driver {
  return {
    prepare: (sql) => {
      const statement = client.prepare<unknown, SQLQueryBindings[]>(sql);
      return {
        run: (parameters) => statement.run(...(parameters as SQLQueryBindings[])),
        all: (parameters) => statement.all(...(parameters as SQLQueryBindings[])),
        get: (parameters) => firstOf(statement, parameters),
        first: (parameters) => firstOf(statement, parameters),
        values: (parameters) => statement.values(...(parameters as SQLQueryBindings[])),
      };
    },
    transaction: (behavior, work) => client.transaction(work)[behavior](),
  };
}

/** The first row as a list: bun:sqlite's own `get` gives an object, in which columns of one name are one. */
async function firstOf(
  statement: Statement<unknown, SQLQueryBindings[]>,
  parameters: unknown[],
): Promise<unknown[] | undefined> {
  return (await statement.values(...(parameters as SQLQueryBindings[])))[0];
}

/** Brings a database to where its migrations lead, in one transaction. */
export function migrate<TSchema extends AnySchema>(
  db: BunSQLiteDatabase<TSchema>,
  config: MigrationConfig,
): Promise<void> {
  return migrateDatabase(db, config);
}
