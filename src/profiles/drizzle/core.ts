import { noRules } from '../no-rules.js';
import type { ConnectionRule, Profile } from '../profile.js';
import { standIn } from './drivers.js';

/** The module with what all drivers for SQLite have in common. */
const core = 'drizzle-orm/sqlite-core';
const queries = `${core}/query-builders/query`;

function members(type: string, names: readonly string[]): string[] {
  return names.map((name) => `${core}#${type}.${name}`);
}

/** Members of a class of 0.4x, and of what 1.0 has in its place. */
function both(ofFirst: string, ofSecond: string, names: readonly string[]): string[] {
  return [...members(ofFirst, names), ...members(ofSecond, names)];
}

const statements = ['run', 'all', 'get', 'values'];

/** Calls of a database's that run a function in a transaction. */
export const transactions = both('BaseSQLiteDatabase', 'SQLiteAsyncDatabase', ['transaction']);

/** The exports that tell the versions apart. */
export const onlyOf = { '0.4': `${core}#BaseSQLiteDatabase`, '1.0': `${core}#SQLiteAsyncDatabase` };

/** Types that say whether what they are about is synchronous. */
const kinded = [
  ...['BaseSQLiteDatabase', 'SQLiteTransaction', 'SQLiteSession'],
  ...['SQLiteAsyncDatabase', 'SQLiteAsyncTransaction', 'SQLiteAsyncSession'],
];

/** A database, with what its queries do to the tables they name. */
export const connection: ConnectionRule = {
  transaction: ".transaction($work, { behavior: 'immediate' })",
  links: {
    from: 'read',
    query: 'read',
    insert: 'write',
    update: 'write',
    delete: 'write',
    onConflictDoNothing: 'upsert',
    onConflictDoUpdate: 'upsert',
  },
};

/** What is synchronous in Drizzle on any driver. */
export const coreRules: Omit<Profile, 'name' | 'modules'> = {
  ...noRules,
  reads: [core, queries],
  bothKinds: true,
  declarations: { [core]: standIn('sqlite-core'), [queries]: standIn('sqlite-core') },
  asyncCalls: [
    ...both('SQLitePreparedQuery', 'SQLiteAsyncPreparedQuery', statements),
    ...both('BaseSQLiteDatabase', 'SQLiteAsyncDatabase', statements),
    ...members('SQLiteSession', [...statements, 'transaction']),
    ...members('SQLiteAsyncSession', ['run', 'objects', 'object', 'arrays', 'array', 'transaction']),
    ...transactions,
  ],
  dropped: [
    `${queries}#SQLiteSyncRelationalQuery.sync`,
    ...['SQLiteSyncRelationalQuery', 'SQLiteSyncCountBuilder', 'ExecuteResultSync'].flatMap((type) =>
      members(type, ['sync']),
    ),
  ],
  awaitCallbacks: transactions,
  typeArguments: kinded.map((type) => ({ type: `${core}#${type}`, argument: 0, from: 'sync', to: 'async' })),
};
