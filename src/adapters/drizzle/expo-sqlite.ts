import type { DrizzleConfig } from 'drizzle-orm';
import * as expoDriver from 'drizzle-orm/expo-sqlite';
import * as expoMigrator from 'drizzle-orm/expo-sqlite/migrator';
import { BaseSQLiteDatabase, type SQLiteTransactionConfig } from 'drizzle-orm/sqlite-core';
import { partsOf, type AnySchema, type AsyncTransaction, type Driver, type Parts } from './session.js';

type NoSchema = Record<string, never>;

interface RunResult {
  changes: number;
  lastInsertRowId: number;
}

/** What of expo-sqlite's database is used here. */
interface Client {
  execAsync(sql: string): Promise<void>;
  prepareAsync(sql: string): Promise<Statement>;
}

interface Statement {
  executeAsync<T>(parameters: never[]): Promise<Rows<T> & RunResult>;
  executeForRawResultAsync(parameters: never[]): Promise<Rows<unknown[]>>;
  finalizeAsync(): Promise<void>;
}

interface Rows<T> {
  getAllAsync(): Promise<T[]>;
  getFirstAsync(): Promise<T | null>;
}

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
  let last: Promise<unknown> = Promise.resolve();
  let savepoints = 0;
  const transact = async <T>(
    parts: [begin: string, commit: string, undo: string],
    work: () => Promise<T>,
  ) => {
    const [begin, commit, undo] = parts;
    await client.execAsync(begin);
    try {
      const result = await work();
      await client.execAsync(commit);
      return result;
    } catch (error) {
      await client.execAsync(undo);
      throw error;
    }
  };
  return {
    prepare: (sql) => {
      const use = async <T>(work: (statement: Statement) => Promise<T>): Promise<T> => {
        const statement = await client.prepareAsync(sql);
        try {
          return await work(statement);
        } finally {
          await statement.finalizeAsync();
        }
      };
      const lists = async (statement: Statement, given: unknown[]) =>
        (await statement.executeForRawResultAsync(given as never[])).getAllAsync();
      return {
        run: (given) =>
          use(async (statement) => {
            const { changes, lastInsertRowId } = await statement.executeAsync(given as never[]);
            return { changes, lastInsertRowId };
          }),
        all: (given) =>
          use(async (statement) => (await statement.executeAsync(given as never[])).getAllAsync()),
        get: (given) =>
          use(async (statement) => (await statement.executeAsync(given as never[])).getFirstAsync()),
        first: (given) => use(async (statement) => (await lists(statement, given))[0]),
        values: (given) => use((statement) => lists(statement, given)),
      };
    },
    transaction: (behavior, work, isNested) => {
      if (isNested) {
        const name = `sp${String(++savepoints)}`;
        return transact(
          [`savepoint ${name}`, `release ${name}`, `rollback to ${name}; release ${name}`],
          work,
        );
      }
      // One after another: there is one connection. What is not in a transaction does not wait for its turn.
      const done = last.then(() => transact([`begin ${behavior}`, 'commit', 'rollback'], work));
      last = done.catch((): undefined => undefined);
      return done;
    },
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
