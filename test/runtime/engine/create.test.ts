import { describe, expect, it } from 'vitest';
import { createAsyncEngine } from '../../../src/runtime/asyncio.js';
import {
  ArgumentError,
  AsyncAdaptedQueuePool,
  createEngine,
  InvalidRequestError,
  NoSuchModuleError,
  NullPool,
  QueuePool,
  StaticPool,
} from '../../../src/runtime/index.js';

describe('drivers', () => {
  it.each([
    ['sqlite://', 'sqlite', 'pysqlite'],
    ['sqlite+pysqlite://', 'sqlite', 'pysqlite'],
    ['postgresql://h/d', 'postgresql', 'psycopg2'],
    ['postgresql+psycopg2://h/d', 'postgresql', 'psycopg2'],
    ['postgresql+pg8000://h/d', 'postgresql', 'pg8000'],
    ['postgresql+psycopg://h/d', 'postgresql', 'psycopg'],
    ['mysql://h/d', 'mysql', 'mysqldb'],
    ['mysql+pymysql://h/d', 'mysql', 'pymysql'],
    ['mysql+mysqldb://h/d', 'mysql', 'mysqldb'],
    ['mariadb://h/d', 'mariadb', 'mysqldb'],
    ['mariadb+pymysql://h/d', 'mariadb', 'pymysql'],
  ])('createEngine takes %s', (url, name, driver) => {
    expect(createEngine(url).dialect).toEqual({ name, driver });
  });

  it.each([
    ['sqlite+aiosqlite://', 'sqlite', 'aiosqlite'],
    ['postgresql+asyncpg://h/d', 'postgresql', 'asyncpg'],
    ['postgresql+psycopg://h/d', 'postgresql', 'psycopg'],
    ['postgresql+pglite://', 'postgresql', 'pglite'],
    ['mysql+aiomysql://h/d', 'mysql', 'aiomysql'],
    ['mysql+asyncmy://h/d', 'mysql', 'asyncmy'],
    ['mariadb+aiomysql://h/d', 'mariadb', 'aiomysql'],
  ])('createAsyncEngine takes %s', (url, name, driver) => {
    expect(createAsyncEngine(url).dialect).toEqual({ name, driver });
  });

  it('refuses a synchronous driver on the asynchronous face, with the reason of SQLAlchemy', () => {
    expect(() => createAsyncEngine('sqlite:///shop.db')).toThrow(
      new InvalidRequestError(
        "The asyncio extension requires an async driver to be used. The loaded 'pysqlite' is not async. " +
          'Use one of sqlite+aiosqlite, or createEngine().',
      ),
    );
    expect(() => createAsyncEngine('postgresql://h/d')).toThrow(
      "The loaded 'psycopg2' is not async. Use one of postgresql+psycopg, postgresql+psycopg_async, postgresql+asyncpg, postgresql+pglite",
    );
  });

  it('refuses an asynchronous driver on the synchronous face', () => {
    expect(() => createEngine('mariadb+asyncmy://h/d')).toThrow(
      new InvalidRequestError(
        "createEngine() requires a synchronous driver to be used. The loaded 'asyncmy' is async. " +
          'Use one of mariadb+mysqldb, mariadb+pymysql, mariadb+mysqlconnector, or createAsyncEngine().',
      ),
    );
  });

  it('names what there is when dialect or driver are unknown', () => {
    expect(() => createEngine('oracle://h/d')).toThrow(
      new NoSuchModuleError(
        "Can't load plugin: sqlalchemy.dialects:oracle. Known dialects: sqlite, postgresql, mysql, mariadb",
      ),
    );
    expect(() => createEngine('postgres://h/d')).toThrow(
      "Can't load plugin: sqlalchemy.dialects:postgres; the dialect is called 'postgresql'.",
    );
    expect(() => createEngine('sqlite+better://')).toThrow(
      new NoSuchModuleError(
        "Can't load plugin: sqlalchemy.dialects:sqlite.better. Known drivers: sqlite+pysqlite, sqlite+aiosqlite",
      ),
    );
  });
});

describe('pools', () => {
  it.each([
    ['sqlite://', StaticPool],
    ['sqlite:///:memory:', StaticPool],
    ['sqlite:///shop.db', QueuePool],
    ['postgresql://h/d', QueuePool],
    ['mysql+pymysql://h/d', QueuePool],
  ])('createEngine(%s) has the default of SQLAlchemy', (url, pool) => {
    expect(createEngine(url).pool).toBeInstanceOf(pool);
  });

  it.each([
    ['sqlite+aiosqlite://', StaticPool],
    ['sqlite+aiosqlite:///shop.db', NullPool],
    ['postgresql+asyncpg://h/d', AsyncAdaptedQueuePool],
    ['postgresql+pglite://', StaticPool],
    ['mysql+aiomysql://h/d', AsyncAdaptedQueuePool],
  ])('createAsyncEngine(%s) has the default of SQLAlchemy', (url, pool) => {
    expect(createAsyncEngine(url).pool).toBeInstanceOf(pool);
  });

  it('refuses the pool of the other face', () => {
    expect(() => createAsyncEngine('postgresql+asyncpg://h/d', { poolclass: QueuePool })).toThrow(
      new ArgumentError(
        'Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)',
      ),
    );
    expect(() => createEngine('postgresql://h/d', { poolclass: AsyncAdaptedQueuePool })).toThrow(
      'Pool class AsyncAdaptedQueuePool cannot be used with non-asyncio engine',
    );
  });

  it('refuses options the pool does not take, and unknown ones', () => {
    expect(() => createEngine('sqlite://', { poolSize: 5, maxOverflow: undefined })).toThrow(
      new TypeError(
        "Invalid argument(s) 'poolSize' sent to createEngine(), using configuration sqlite+pysqlite/StaticPool. " +
          'Please check that the keyword arguments are appropriate for this combination of components.',
      ),
    );
    const misspelt = { ecko: true } as object;
    expect(() => createAsyncEngine('sqlite+aiosqlite:///x.db', misspelt)).toThrow(
      "Invalid argument(s) 'ecko' sent to createAsyncEngine()",
    );
  });
});
