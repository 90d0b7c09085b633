import * as drizzleOrm from 'drizzle-orm';
import { DefaultLogger, NoopLogger, type AnyRelations, type Logger, type Query } from 'drizzle-orm';
import {
  SQLiteAsyncPreparedQuery,
  SQLiteAsyncSession,
  SQLiteAsyncTransaction,
  SQLiteDialect,
  type DrizzleSQLiteConfig,
  type SQLiteAsyncPreparedQueryConfig,
  type SQLiteCodecs,
  type SQLiteExecuteMethod,
  type SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core';

/** What Drizzle has for its drivers, and does not declare. */
const { jitCompatCheck } = drizzleOrm as unknown as {
  jitCompatCheck: (wanted: boolean | undefined) => boolean;
};

/** How a row is wanted: as a list of values, or as an object. */
export type RowForm = 'arrays' | 'objects' | 'raw';

/** A statement in the ways that Drizzle runs it. */
export interface DriverStatement {
  run(parameters: unknown[]): Promise<unknown>;
  all(parameters: unknown[], form: RowForm): Promise<unknown[]>;
  get(parameters: unknown[], form: RowForm): Promise<unknown>;
}

/** A connection as Drizzle's session uses it. */
export interface Driver {
  prepare(sql: string): DriverStatement;
  transaction<T>(
    behavior: 'deferred' | 'immediate' | 'exclusive',
    work: () => Promise<T>,
    isNested: boolean,
  ): Promise<T>;
}

/** What a session works with. */
interface SessionSettings<TRelations extends AnyRelations> {
  driver: Driver;
  dialect: SQLiteDialect;
  relations: TRelations;
  logger: Logger;
  paramsInErrors: boolean | undefined;
}

class Transaction<Run, TRelations extends AnyRelations> extends SQLiteAsyncTransaction<
  'async',
  Run,
  TRelations
> {
  readonly #settings: SessionSettings<TRelations>;

  constructor(settings: SessionSettings<TRelations>, nestedIndex = 0) {
    const session = new Session<Run, TRelations>(settings);
    super('async', settings.dialect, session, settings.relations, nestedIndex);
    this.#settings = settings;
  }

  override transaction<T>(
    work: (tx: SQLiteAsyncTransaction<'async', Run, TRelations>) => Promise<T>,
  ): Promise<T> {
    const inner = new Transaction<Run, TRelations>(this.#settings, this.nestedIndex + 1);
    return this.#settings.driver.transaction('deferred', async () => work(inner), true);
  }
}

class Session<Run, TRelations extends AnyRelations> extends SQLiteAsyncSession<'async', Run, TRelations> {
  readonly #settings: SessionSettings<TRelations>;

  constructor(settings: SessionSettings<TRelations>) {
    super(settings.dialect, 'async');
    this.#settings = settings;
  }

  override prepareQuery(
    query: Query,
    mode: RowForm,
    _prepare: boolean,
    executeMethod?: SQLiteExecuteMethod,
    mapper?: (rows: unknown[]) => unknown,
  ): SQLiteAsyncPreparedQuery<SQLiteAsyncPreparedQueryConfig & { type: 'async' }> {
    const { driver, logger, paramsInErrors } = this.#settings;
    return new SQLiteAsyncPreparedQuery(
      'async',
      executeMethod,
      {
        run: async (parameters) => driver.prepare(query.sql).run(parameters),
        all: async (parameters) => driver.prepare(query.sql).all(parameters, mode),
        get: async (parameters) => driver.prepare(query.sql).get(parameters, mode),
      },
      query,
      mapper,
      mode,
      logger,
      undefined,
      undefined,
      undefined,
      paramsInErrors,
    );
  }

  override async transaction<T>(
    work: (tx: SQLiteAsyncTransaction<'async', Run, TRelations>) => Promise<T>,
    { behavior = 'deferred' }: SQLiteTransactionConfig = {},
  ): Promise<T> {
    if (behavior === 'concurrent') {
      throw new Error('Concurrent transactions are not supported by driver');
    }
    const tx = new Transaction<Run, TRelations>(this.#settings);
    return this.#settings.driver.transaction(behavior, async () => work(tx), false);
  }
}

/** What a database of Drizzle's is made of. */
export interface Parts<Run, TRelations extends AnyRelations> {
  dialect: SQLiteDialect;
  session: SQLiteAsyncSession<'async', Run, TRelations>;
  relations: TRelations;
}

/**
 * Makes what a database is made of.
 * @param codecs how the driver's values become those of columns
 */
export function partsOf<Run, TRelations extends AnyRelations>(
  driver: Driver,
  config: DrizzleSQLiteConfig<TRelations>,
  codecs: SQLiteCodecs,
): Parts<Run, TRelations> {
  const { logger, paramsInErrors } = config;
  const dialect = new SQLiteDialect({
    codecs: config.codecs ?? codecs,
    useJitMappers: jitCompatCheck(config.jit),
  });
  const relations = config.relations ?? ({} as TRelations);
  const session = new Session<Run, TRelations>({
    driver,
    dialect,
    relations,
    logger:
      logger === true
        ? new DefaultLogger()
        : logger === false
          ? new NoopLogger()
          : (logger ?? new NoopLogger()),
    paramsInErrors,
  });
  return { dialect, session, relations };
}
