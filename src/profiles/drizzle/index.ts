import { betterSqlite3 } from '../better-sqlite3/index.js';
import { bunSqlite } from '../bun-sqlite/index.js';
import { nodeSqlite } from '../node-sqlite/index.js';
import { overD1 } from '../over-d1.js';
import type { Profile } from '../profile.js';
import { connection, coreRules, transactions as ofDatabases } from './core.js';
import { adaptersOf, declarationsOf, drivers, migratorOf } from './drivers.js';
import { kitSettings } from './kit.js';

/** Calls that run a function in a transaction. */
const transactions = [
  ...ofDatabases,
  ...drivers.map(({ module, transaction }) => `${module}#${transaction}.transaction`),
];

/** What there is in the place of migrators on D1. */
const migrations = Object.fromEntries(
  drivers.map((driver) => [
    `${migratorOf(driver)}#migrate`,
    'D1 is migrated from outside; have wrangler do it: wrangler d1 migrations apply',
  ]),
);

/** Drizzle on a synchronous driver to Drizzle on another database, through a driver that does what the other did. */
function on(target: string): Profile {
  const clients = [betterSqlite3, bunSqlite, nodeSqlite].flatMap((family) => family[target] ?? []);
  return {
    ...coreRules,
    name: `drizzle-orm to ${target}`,
    modules: drivers.flatMap((driver) => [driver.module, migratorOf(driver)]),
    declarations: {
      ...Object.fromEntries(clients.flatMap(({ declarations }) => Object.entries(declarations))),
      ...coreRules.declarations,
      ...Object.fromEntries(drivers.flatMap((driver) => Object.entries(declarationsOf(driver)))),
    },
    asyncCalls: [
      ...coreRules.asyncCalls,
      ...transactions,
      ...drivers.map((driver) => `${migratorOf(driver)}#migrate`),
    ],
    awaitCallbacks: transactions,
    connections: Object.fromEntries(
      drivers.map(({ module, database }) => [`${module}#${database}`, connection]),
    ),
    adapters: drivers.flatMap(adaptersOf),
    packages: {
      adds: { ...clients[0]?.packages?.adds },
      removes: clients.flatMap(({ packages }) => packages?.removes ?? []),
      settings: kitSettings[target] ?? [],
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
