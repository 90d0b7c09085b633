import { NoSuchModuleError } from '../../core/errors.js';
import type { URL } from '../url.js';
import { connectMysql } from './mysql.js';
import { connectPg } from './pg.js';
import { connectPglite } from './pglite.js';
import { syncServer } from './server-sync.js';
import { connectAsyncSqlite } from './sqlite-async.js';
import { connectSqlite } from './sqlite-sync.js';
import type { Driver } from './types.js';

const SQLITE: readonly Driver[] = [
  { name: 'pysqlite', dialect: 'sqlite', sync: connectSqlite },
  { name: 'aiosqlite', dialect: 'sqlite', async: connectAsyncSqlite },
];

const POSTGRESQL: readonly Driver[] = [
  { name: 'psycopg2', dialect: 'postgresql', sync: syncServer('pg') },
  { name: 'pg8000', dialect: 'postgresql', sync: syncServer('pg') },
  // SQLAlchemy's psycopg dialect serves createEngine and createAsyncEngine under one name.
  { name: 'psycopg', dialect: 'postgresql', sync: syncServer('pg'), async: connectPg },
  { name: 'psycopg_async', dialect: 'postgresql', async: connectPg },
  { name: 'asyncpg', dialect: 'postgresql', async: connectPg },
  { name: 'pglite', dialect: 'postgresql', async: connectPglite, singleConnection: true },
];

const MYSQL: readonly Driver[] = [
  { name: 'mysqldb', dialect: 'mysql', sync: syncServer('mysql2') },
  { name: 'pymysql', dialect: 'mysql', sync: syncServer('mysql2') },
  { name: 'mysqlconnector', dialect: 'mysql', sync: syncServer('mysql2') },
  { name: 'aiomysql', dialect: 'mysql', async: connectMysql },
  { name: 'asyncmy', dialect: 'mysql', async: connectMysql },
];

/** Drivers by the name before the `+`; the first of each list is meant when a URL names none. */
const DIALECTS: Readonly<Record<string, readonly Driver[]>> = {
  sqlite: SQLITE,
  postgresql: POSTGRESQL,
  mysql: MYSQL,
  mariadb: MYSQL,
};

/** The driver names of a dialect, for messages: those one face can use, or all. */
export function driverNames(backend: string, face?: 'sync' | 'async'): string[] {
  const drivers = DIALECTS[backend] ?? [];
  return drivers
    .filter((driver) => face === undefined || driver[face] !== undefined)
    .map(({ name }) => `${backend}+${name}`);
}

/**
 * Finds the driver a URL names.
 * @throws NoSuchModuleError (SQLAlchemy: "Can't load plugin") listing what there is
 */
export function findDriver(url: URL): Driver {
  const [backend = '', name] = url.drivername.split('+');
  const drivers = DIALECTS[backend];
  if (drivers === undefined) {
    const hint = backend === 'postgres' ? "; the dialect is called 'postgresql'" : '';
    throw new NoSuchModuleError(
      `Can't load plugin: sqlalchemy.dialects:${url.drivername.replace('+', '.')}${hint}. Known dialects: ${Object.keys(DIALECTS).join(', ')}`,
    );
  }
  const driver = name === undefined ? drivers[0] : drivers.find((candidate) => candidate.name === name);
  if (driver === undefined) {
    throw new NoSuchModuleError(
      `Can't load plugin: sqlalchemy.dialects:${backend}.${name}. Known drivers: ${driverNames(backend).join(', ')}`,
    );
  }
  return driver;
}
