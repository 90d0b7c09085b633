import { betterSqlite3 } from '../better-sqlite3/index.js';
import { bunSqlite } from '../bun-sqlite/index.js';
import { nodeSqlite } from '../node-sqlite/index.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';
import { overD1 } from '../over-d1.js';
import { adaptersOf, drivers, migratorOf, standIn } from './drivers.js';

const core = 'drizzle-orm/sqlite-core';
const queries = `${core}/query-builders/query`;

function members(type: string, names: readonly string[]): string[] {
  return names.map((name) => `${core}#${type}.${name}`);
}

/** Members of what 1.0 has in the place of a class of 0.4x, and of that. */
function both(type: string, ofFirst: string, names: readonly string[]): string[] {
  return [...members(type, names), ...members(ofFirst, names)];
}

const statements = ['run', 'all', 'get', 'values'];

/** Calls that run a function in a transaction. */
const transactions = [
  ...both('BaseSQLiteDatabase', 'SQLiteAsyncDatabase', ['transaction']),
  ...drivers.map(({ module, transaction }) => `${module}#${transaction}.transaction`),
];

/** What there is in the place of migrators on D1. */
const migrations = Object.fromEntries(
  drivers.map((driver) => [
    `${migratorOf(driver)}#migrate`,
    'D1 is migrated from outside; have wrangler do it: wrangler d1 migrations apply',
  ]),
);

/** Types that say whether what they are about is synchronous. */
const kinded = [
  ...['BaseSQLiteDatabase', 'SQLiteTransaction', 'SQLiteSession'],
  ...['SQLiteAsyncDatabase', 'SQLiteAsyncTransaction', 'SQLiteAsyncSession'],
];

/** Drizzle on a synchronous driver to Drizzle on another database, through a driver that does what the other did. */
function on(target: string): Profile {
  const clients = [betterSqlite3, bunSqlite, nodeSqlite].flatMap((family) => family[target] ?? []);
  return {
    ...noRules,
    name: `drizzle-orm to ${target}`,
    modules: drivers.flatMap((driver) => [driver.module, migratorOf(driver)]),
    reads: [core, queries],
    bothKinds: true,
    declarations: {
      ...Object.fromEntries(clients.flatMap(({ declarations }) => Object.entries(declarations))),
      [core]: standIn('sqlite-core'),
      [queries]: standIn('sqlite-core'),
      ...Object.fromEntries(
        drivers.flatMap((driver) => [
          [driver.module, standIn(driver.file)],
          [migratorOf(driver), standIn(`${driver.file}-migrator`)],
        ]),
      ),
    },
    asyncCalls: [
      ...both('SQLitePreparedQuery', 'SQLiteAsyncPreparedQuery', statements),
      ...both('BaseSQLiteDatabase', 'SQLiteAsyncDatabase', statements),
      ...members('SQLiteSession', [...statements, 'transaction']),
      ...members('SQLiteAsyncSession', ['run', 'objects', 'object', 'arrays', 'array', 'transaction']),
      ...transactions,
      ...drivers.map((driver) => `${migratorOf(driver)}#migrate`),
    ],
    dropped: [
      `${queries}#SQLiteSyncRelationalQuery.sync`,
      ...['SQLiteSyncRelationalQuery', 'SQLiteSyncCountBuilder', 'ExecuteResultSync'].flatMap((type) =>
        members(type, ['sync']),
      ),
    ],
    awaitCallbacks: transactions,
    typeArguments: kinded.map((type) => ({
      type: `${core}#${type}`,
      argument: 0,
      from: 'sync',
      to: 'async',
    })),
    adapters: drivers.flatMap(adaptersOf),
    packages: {
      adds: { ...clients[0]?.packages?.adds },
      removes: clients.flatMap(({ packages }) => packages?.removes ?? []),
    },
  };
}

/** What Drizzle on a synchronous driver becomes: the same targets. */
export const drizzle: Readonly<Record<string, Profile>> = Object.fromEntries(
  Object.keys(betterSqlite3).map((target) => {
    const profile = on(target);
    return [
      target,
      target === 'd1' ? overD1(profile, 'drizzle-orm', { transactions, lacks: migrations }) : profile,
    ];
  }),
);
