import * as drizzleOrm from 'drizzle-orm';
import {
  createTableRelationsHelpers,
  DefaultLogger,
  DrizzleError,
  extractTablesRelationalConfig,
  fillPlaceholders,
  type DrizzleConfig,
  type ExtractTablesWithRelations,
  type Logger,
  type Query,
  type RelationalSchemaConfig,
  type SQL,
  type TablesRelationalConfig,
} from 'drizzle-orm';
import { readMigrationFiles, type MigrationConfig } from 'drizzle-orm/migrator';
import {
  BaseSQLiteDatabase,
  SQLiteAsyncDialect,
  SQLitePreparedQuery,
  SQLiteSession,
  SQLiteTransaction,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
  type SQLiteExecuteMethod,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';
import Database, { type Options, type RunResult } from '../sqlite/better-sqlite3.js';

type Client = InstanceType<typeof Database>;
type AnySchema = Record<string, unknown>;
type NoSchema = Record<string, never>;
type Decoded = Record<string, boolean>;

/** What Drizzle has for its drivers, and does not declare. */
const { mapResultRow } = drizzleOrm as unknown as {
  mapResultRow: (fields: SelectedFieldsOrdered, row: unknown[], nullable: Decoded | undefined) => unknown;
};

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
> = SQLiteTransaction<'async', RunResult, TFullSchema, TSchema>;

class AsyncTransaction<
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig,
> extends SQLiteTransaction<'async', RunResult, TFullSchema, TSchema> {
  readonly #settings: SessionSettings<TSchema>;

  constructor(settings: SessionSettings<TSchema>, nestedIndex = 0) {
    const session = new AsyncSession<TFullSchema, TSchema>(settings);
    super('async', settings.dialect, session, settings.schema, nestedIndex);
    this.#settings = settings;
  }

  override transaction<T>(
    work: (tx: BetterSQLiteTransaction<TFullSchema, TSchema>) => Promise<T>,
  ): Promise<T> {
    const inner = new AsyncTransaction<TFullSchema, TSchema>(this.#settings, this.nestedIndex + 1);
    return this.#settings.client.transaction(() => work(inner))();
  }
}

/** What a session works with. */
interface SessionSettings<TSchema extends TablesRelationalConfig> {
  client: Client;
  dialect: SQLiteAsyncDialect;
  schema: RelationalSchemaConfig<TSchema> | undefined;
  logger: Logger | undefined;
}

class AsyncSession<
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig,
> extends SQLiteSession<'async', RunResult, TFullSchema, TSchema> {
  readonly #settings: SessionSettings<TSchema>;

  constructor(settings: SessionSettings<TSchema>) {
    super(settings.dialect);
    this.#settings = settings;
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    executeMethod: SQLiteExecuteMethod,
    _isResponseInArrayMode: boolean,
    customResultMapper?: (rows: unknown[][]) => unknown,
  ): AsyncPreparedQuery<T> {
    const { client, logger } = this.#settings;
    return new AsyncPreparedQuery<T>(client, query, logger, fields, executeMethod, customResultMapper);
  }

  override transaction<T>(
    work: (tx: BetterSQLiteTransaction<TFullSchema, TSchema>) => Promise<T>,
    { behavior = 'deferred' }: SQLiteTransactionConfig = {},
  ): Promise<T> {
    const tx = new AsyncTransaction<TFullSchema, TSchema>(this.#settings);
    return this.#settings.client.transaction(work)[behavior](tx);
  }

  override async run(query: SQL): Promise<RunResult> {
    try {
      return await super.run(query);
    } catch (error) {
      const { sql } = this.#settings.dialect.sqlToQuery(query);
      throw new DrizzleError({ cause: error, message: `Failed to run the query '${sql}'` });
    }
  }
}

class AsyncPreparedQuery<T extends PreparedQueryConfig> extends SQLitePreparedQuery<
  Omit<T, 'type' | 'run'> & {
    type: 'async';
    run: RunResult;
    all: T['all'];
    get: T['get'];
    values: T['values'];
    execute: T['execute'];
  }
> {
  readonly #client: Client;
  readonly #logger: Logger | undefined;
  readonly #fields: SelectedFieldsOrdered | undefined;
  readonly #mapRows: ((rows: unknown[][]) => unknown) | undefined;

  constructor(
    client: Client,
    query: Query,
    logger: Logger | undefined,
    fields: SelectedFieldsOrdered | undefined,
    executeMethod: SQLiteExecuteMethod,
    mapRows: ((rows: unknown[][]) => unknown) | undefined,
  ) {
    super('async', executeMethod, query);
    this.#client = client;
    this.#logger = logger;
    this.#fields = fields;
    this.#mapRows = mapRows;
  }

  override async run(placeholders?: Record<string, unknown>): Promise<RunResult> {
    return this.#statement().run(...this.#parameters(placeholders));
  }

  override async all(placeholders?: Record<string, unknown>): Promise<T['all']> {
    if (!this.#fields && !this.#mapRows) return this.#statement().all(...this.#parameters(placeholders));
    const rows = await this.#rows(placeholders);
    return this.#mapRows ? this.#mapRows(rows) : rows.map((row) => this.#mapped(row));
  }

  override async get(placeholders?: Record<string, unknown>): Promise<T['get']> {
    if (!this.#fields && !this.#mapRows) return this.#statement().get(...this.#parameters(placeholders));
    const row = (await this.#statement()
      .raw()
      .get(...this.#parameters(placeholders))) as unknown[] | undefined;
    if (!row) return undefined;
    return this.#mapRows ? this.#mapRows([row]) : this.#mapped(row);
  }

  override values(placeholders?: Record<string, unknown>): Promise<T['values']> {
    return this.#rows(placeholders);
  }

  async #rows(placeholders: Record<string, unknown> | undefined): Promise<unknown[][]> {
    return (await this.#statement()
      .raw()
      .all(...this.#parameters(placeholders))) as unknown[][];
  }

  #statement() {
    return this.#client.prepare(this.query.sql);
  }

  #parameters(placeholders: Record<string, unknown> = {}): unknown[] {
    const parameters = fillPlaceholders(this.query.params, placeholders);
    this.#logger?.logQuery(this.query.sql, parameters);
    return parameters;
  }

  #mapped(row: unknown[]): unknown {
    const { joinsNotNullableMap } = this as { joinsNotNullableMap?: Decoded };
    return mapResultRow(this.#fields ?? [], row, joinsNotNullableMap);
  }
}

type Connection = ({ source?: string } & Options) | string | undefined;
type Config<TSchema extends AnySchema> = DrizzleConfig<TSchema> &
  ({ connection?: Connection } | { client: Client });

/** What Drizzle's driver for better-sqlite3 exports, with promises. */
export function drizzle<TSchema extends AnySchema = NoSchema>(
  ...params: [] | [Client | string] | [Client | string, DrizzleConfig<TSchema>] | [Config<TSchema>]
): BetterSQLite3Database<TSchema> & { $client: Client } {
  const [first, config] = params;
  if (first === undefined || typeof first === 'string') return construct(new Database(first), config);
  if (first instanceof Database) return construct(first, config);
  if ('client' in first) return construct(first.client, first);
  const { connection } = first as { connection?: Connection };
  if (typeof connection !== 'object') return construct(new Database(connection), first);
  const { source, ...options } = connection;
  return construct(new Database(source, options), first);
}

function construct<TSchema extends AnySchema>(
  client: Client,
  { casing, logger, schema: fullSchema }: DrizzleConfig<TSchema> = {},
): BetterSQLite3Database<TSchema> & { $client: Client } {
  type Tables = ExtractTablesWithRelations<TSchema>;
  const dialect = new SQLiteAsyncDialect({ casing });
  const tables = fullSchema && extractTablesRelationalConfig<Tables>(fullSchema, createTableRelationsHelpers);
  const schema = tables && {
    fullSchema,
    schema: tables.tables,
    tableNamesMap: tables.tableNamesMap,
  };
  const settings = {
    client,
    dialect,
    schema: schema as RelationalSchemaConfig<Tables> | undefined,
    logger: logger === true ? new DefaultLogger() : logger === false ? undefined : logger,
  };
  const session = new AsyncSession<TSchema, Tables>(settings);
  const db = new BetterSQLite3Database<TSchema>('async', dialect, session, settings.schema);
  return Object.assign(db, { $client: client });
}

/** Brings a database to where its migrations lead, in one transaction. */
export async function migrate<TSchema extends AnySchema>(
  db: BetterSQLite3Database<TSchema>,
  config: MigrationConfig,
): Promise<void> {
  const { dialect, session } = db as unknown as {
    dialect: { migrate(migrations: unknown, session: unknown, config: MigrationConfig): Promise<void> };
    session: unknown;
  };
  await dialect.migrate(readMigrationFiles(config), session, config);
}
