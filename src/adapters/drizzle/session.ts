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
import {
  SQLiteAsyncDialect,
  SQLitePreparedQuery,
  SQLiteSession,
  SQLiteTransaction,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
  type SQLiteExecuteMethod,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';

export type AnySchema = Record<string, unknown>;
type Decoded = Record<string, boolean>;

/** What Drizzle has for its drivers, and does not declare. */
const { mapResultRow } = drizzleOrm as unknown as {
  mapResultRow: (fields: SelectedFieldsOrdered, row: unknown[], nullable: Decoded | undefined) => unknown;
};

/** A statement in the ways that Drizzle runs it. */
export interface DriverStatement {
  run(parameters: unknown[]): Promise<unknown>;
  /** The rows as objects. */
  all(parameters: unknown[]): Promise<unknown[]>;
  /** The first row as the driver gives it where Drizzle does not map it. */
  get(parameters: unknown[]): Promise<unknown>;
  /** The first row as a list. */
  first(parameters: unknown[]): Promise<unknown[] | undefined>;
  /** The rows as lists. */
  values(parameters: unknown[]): Promise<unknown[][]>;
}

/** A connection as Drizzle's session uses it. */
export interface Driver {
  prepare(sql: string): DriverStatement;
  transaction<T>(
    behavior: NonNullable<SQLiteTransactionConfig['behavior']>,
    work: () => Promise<T>,
    isNested: boolean,
  ): Promise<T>;
}

/** What a transaction's function is given. */
export type AsyncTransaction<
  Run,
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig = ExtractTablesWithRelations<TFullSchema>,
> = SQLiteTransaction<'async', Run, TFullSchema, TSchema>;

/** What a session works with. */
interface SessionSettings<TSchema extends TablesRelationalConfig> {
  driver: Driver;
  dialect: SQLiteAsyncDialect;
  schema: RelationalSchemaConfig<TSchema> | undefined;
  logger: Logger | undefined;
}

class Transaction<
  Run,
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig,
> extends SQLiteTransaction<'async', Run, TFullSchema, TSchema> {
  readonly #settings: SessionSettings<TSchema>;

  constructor(settings: SessionSettings<TSchema>, nestedIndex = 0) {
    const session = new Session<Run, TFullSchema, TSchema>(settings);
    super('async', settings.dialect, session, settings.schema, nestedIndex);
    this.#settings = settings;
  }

  override transaction<T>(work: (tx: AsyncTransaction<Run, TFullSchema, TSchema>) => Promise<T>): Promise<T> {
    const inner = new Transaction<Run, TFullSchema, TSchema>(this.#settings, this.nestedIndex + 1);
    return this.#settings.driver.transaction('deferred', () => work(inner), true);
  }
}

class Session<
  Run,
  TFullSchema extends AnySchema,
  TSchema extends TablesRelationalConfig,
> extends SQLiteSession<'async', Run, TFullSchema, TSchema> {
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
  ): PreparedQuery<Run, T> {
    const { driver, logger } = this.#settings;
    return new PreparedQuery<Run, T>(driver, query, logger, fields, executeMethod, customResultMapper);
  }

  override transaction<T>(
    work: (tx: AsyncTransaction<Run, TFullSchema, TSchema>) => Promise<T>,
    { behavior = 'deferred' }: SQLiteTransactionConfig = {},
  ): Promise<T> {
    const tx = new Transaction<Run, TFullSchema, TSchema>(this.#settings);
    return this.#settings.driver.transaction(behavior, () => work(tx), false);
  }

  override async run(query: SQL): Promise<Run> {
    try {
      return await super.run(query);
    } catch (error) {
      const { sql } = this.#settings.dialect.sqlToQuery(query);
      throw new DrizzleError({ cause: error, message: `Failed to run the query '${sql}'` });
    }
  }
}

class PreparedQuery<Run, T extends PreparedQueryConfig> extends SQLitePreparedQuery<
  Omit<T, 'type' | 'run'> & {
    type: 'async';
    run: Run;
    all: T['all'];
    get: T['get'];
    values: T['values'];
    execute: T['execute'];
  }
> {
  readonly #driver: Driver;
  readonly #logger: Logger | undefined;
  readonly #fields: SelectedFieldsOrdered | undefined;
  readonly #mapRows: ((rows: unknown[][]) => unknown) | undefined;

  constructor(
    driver: Driver,
    query: Query,
    logger: Logger | undefined,
    fields: SelectedFieldsOrdered | undefined,
    executeMethod: SQLiteExecuteMethod,
    mapRows: ((rows: unknown[][]) => unknown) | undefined,
  ) {
    super('async', executeMethod, query);
    this.#driver = driver;
    this.#logger = logger;
    this.#fields = fields;
    this.#mapRows = mapRows;
  }

  override async run(placeholders?: Record<string, unknown>): Promise<Run> {
    return (await this.#statement().run(this.#parameters(placeholders))) as Run;
  }

  override async all(placeholders?: Record<string, unknown>): Promise<T['all']> {
    if (!this.#fields && !this.#mapRows) return this.#statement().all(this.#parameters(placeholders));
    const rows = await this.#statement().values(this.#parameters(placeholders));
    return this.#mapRows ? this.#mapRows(rows) : rows.map((row) => this.#mapped(row));
  }

  override async get(placeholders?: Record<string, unknown>): Promise<T['get']> {
    if (!this.#fields && !this.#mapRows) return this.#statement().get(this.#parameters(placeholders));
    const row = await this.#statement().first(this.#parameters(placeholders));
    if (!row) return undefined;
    return this.#mapRows ? this.#mapRows([row]) : this.#mapped(row);
  }

  override async values(placeholders?: Record<string, unknown>): Promise<T['values']> {
    return this.#statement().values(this.#parameters(placeholders));
  }

  #statement(): DriverStatement {
    return this.#driver.prepare(this.query.sql);
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

/** What a database of Drizzle's is made of. */
export interface Parts<Run, TSchema extends AnySchema> {
  dialect: SQLiteAsyncDialect;
  session: SQLiteSession<'async', Run, TSchema, ExtractTablesWithRelations<TSchema>>;
  schema: RelationalSchemaConfig<ExtractTablesWithRelations<TSchema>> | undefined;
}

/** Makes what a database is made of. */
export function partsOf<Run, TSchema extends AnySchema>(
  driver: Driver,
  config: DrizzleConfig<TSchema> = {},
): Parts<Run, TSchema> {
  type Tables = ExtractTablesWithRelations<TSchema>;
  const { logger, schema: fullSchema } = config;
  // Names had no casing before drizzle-orm 0.34.
  const Dialect: new (settings?: object) => SQLiteAsyncDialect = SQLiteAsyncDialect;
  const dialect = new Dialect('casing' in config ? { casing: config.casing } : {});
  const tables = fullSchema && extractTablesRelationalConfig<Tables>(fullSchema, createTableRelationsHelpers);
  const schema = (tables && {
    fullSchema,
    schema: tables.tables,
    tableNamesMap: tables.tableNamesMap,
  }) as RelationalSchemaConfig<Tables> | undefined;
  const session = new Session<Run, TSchema, Tables>({
    driver,
    dialect,
    schema,
    logger: logger === true ? new DefaultLogger() : logger === false ? undefined : logger,
  });
  return { dialect, session, schema };
}
