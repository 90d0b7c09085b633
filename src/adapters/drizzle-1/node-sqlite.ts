import type { AnyRelations, EmptyRelations } from 'drizzle-orm';
import { nodeSQLiteCodecs } from 'drizzle-orm/node-sqlite/codecs';
import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator';
import {
  migrateAsync,
  SQLiteAsyncDatabase,
  type DrizzleSQLiteConfig,
  type SQLiteAsyncTransaction,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';
import {
  DatabaseSync,
  type DatabaseSyncOptions,
  type SQLInputValue,
  type StatementResultingChanges,
} from '../sqlite/node-sqlite.js';
import { partsOf, type Driver, type Parts } from './session.js';

export type NodeSQLiteRunResult = StatementResultingChanges;

/** A database on node:sqlite's methods with promises: what Drizzle does on node:sqlite, awaited. */
export class NodeSQLiteDatabase<TRelations extends AnyRelations = EmptyRelations> extends SQLiteAsyncDatabase<
  'async',
  NodeSQLiteRunResult,
  TRelations
> {
  /** Runs a function in a transaction, on the statements of whoever is called from it. */
  override transaction<T>(
    work: (tx: NodeSQLiteTransaction<TRelations>) => T | Promise<T>,
    config?: SQLiteTransactionConfig,
  ): Promise<T> {
    return super.transaction(async (tx) => work(tx), config);
  }
}

/** What a transaction's function is given. */
export type NodeSQLiteTransaction<TRelations extends AnyRelations> = SQLiteAsyncTransaction<
  'async',
  NodeSQLiteRunResult,
  TRelations
>;

type Connection = ({ path?: string } & DatabaseSyncOptions) | string | undefined;
type Config<TRelations extends AnyRelations> = DrizzleSQLiteConfig<TRelations> &
  ({ connection?: Connection } | { client: DatabaseSync });

/** What Drizzle's driver for node:sqlite exports, with promises. */
export function drizzle<TRelations extends AnyRelations = EmptyRelations>(
  ...params: [] | [string] | [string, DrizzleSQLiteConfig<TRelations>] | [Config<TRelations>]
): NodeSQLiteDatabase<TRelations> & { $client: DatabaseSync } {
  const [first, config] = params;
  if (first === undefined) return construct(new DatabaseSync(':memory:'), config);
  if (typeof first === 'string') return construct(new DatabaseSync(first), config);
  if ('client' in first) return construct(first.client, first);
  const { connection } = first as { connection?: Connection };
  if (typeof connection !== 'object') return construct(new DatabaseSync(connection ?? ':memory:'), first);
  const { path, ...options } = connection;
  return construct(new DatabaseSync(path ?? ':memory:', options), first);
}

function construct<TRelations extends AnyRelations>(
  client: DatabaseSync,
  config: DrizzleSQLiteConfig<TRelations> = {},
): NodeSQLiteDatabase<TRelations> & { $client: DatabaseSync } {
  const parts: Parts<NodeSQLiteRunResult, TRelations> = partsOf(driverOf(client), config, nodeSQLiteCodecs);
  const db = new NodeSQLiteDatabase<TRelations>('async', parts.dialect, parts.session, parts.relations);
  return Object.assign(db, { $client: client });
}

function driverOf(client: DatabaseSync): Driver {
  return {
    prepare: (sql) => {
      const statement = client.prepare(sql);
      return {
        run: (given) => statement.run(...(given as SQLInputValue[])),
        all: async (given, form) => {
          statement.setReturnArrays(form === 'arrays');
          const rows: unknown[] = await statement.all(...(given as SQLInputValue[]));
          return form === 'objects' ? rows.map((row) => ({ ...(row as object) })) : rows;
        },
        get: async (given, form) => {
          statement.setReturnArrays(form === 'arrays');
          const row: unknown = await statement.get(...(given as SQLInputValue[]));
          return row && form === 'objects' ? { ...row } : row;
        },
      };
    },
    transaction: (behavior, work) => client.setUp(() => inTransaction(client, behavior, work)),
  };
}

let savepoints = 0;

/** Does something in a transaction, or in its own part of the one around it. */
async function inTransaction<T>(client: DatabaseSync, behavior: string, work: () => Promise<T>): Promise<T> {
  const savepoint = `drizzle_${String(++savepoints)}`;
  const [begin, commit, undo] = client.isTransaction
    ? [`SAVEPOINT ${savepoint}`, `RELEASE ${savepoint}`, `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`]
    : [`BEGIN ${behavior}`, 'COMMIT', 'ROLLBACK'];
  await client.exec(begin);
  try {
    const result = await work();
    await client.exec(commit);
    return result;
  } catch (error) {
    // Some errors make SQLite undo the transaction itself.
    if (client.isTransaction) await client.exec(undo);
    throw error;
  }
}

/** Brings a database to where its migrations lead, in one transaction. */
export function migrate<TRelations extends AnyRelations>(
  db: NodeSQLiteDatabase<TRelations>,
  config: MigrationConfig,
): ReturnType<typeof migrateAsync> {
  return migrateAsync(readMigrationFiles(config), db, config);
}
