import type { UrlSchemes } from '../profile.js';

/** Every scheme of one dialect: the bare name and the name with each driver. */
function family(dialect: string, drivers: readonly string[]): [string, string][] {
  return [
    [dialect, dialect],
    ...drivers.map((driver): [string, string] => [`${dialect}+${driver}`, dialect]),
  ];
}

/** Synchronous driver names of SQLAlchemy's dialects, and the asynchronous ones they become. */
export const schemes: UrlSchemes = {
  families: Object.fromEntries([
    ...family('sqlite', ['pysqlite']),
    ...family('postgresql', ['psycopg2', 'psycopg2cffi', 'pg8000']),
    ...family('mysql', ['pymysql', 'mysqldb', 'mysqlconnector']),
    ...family('mariadb', ['pymysql', 'mysqldb', 'mysqlconnector']),
  ]),
  defaults: {
    sqlite: 'sqlite+aiosqlite',
    postgresql: 'postgresql+asyncpg',
    mysql: 'mysql+aiomysql',
    mariadb: 'mariadb+aiomysql',
  },
  drivers: {
    sqlite: ['aiosqlite'],
    postgresql: ['asyncpg', 'psycopg', 'pglite'],
    mysql: ['aiomysql', 'asyncmy'],
    mariadb: ['aiomysql', 'asyncmy'],
  },
};
