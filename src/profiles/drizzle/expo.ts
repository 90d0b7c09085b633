import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { expoSqlite } from '../expo-sqlite/index.js';
import type { Adapter, Profile } from '../profile.js';
import { coreRules, onlyOf, transactions } from './core.js';
import { standIn } from './drivers.js';

const driver = 'drizzle-orm/expo-sqlite';
const migrator = `${driver}/migrator`;

const hazard =
  'what other code does on this database while it waits becomes part of the transaction. See to it that nothing else writes then';

/** Transactions of 1.0 declare it again. */
const ownTransactions = [`${driver}#ExpoSQLiteTransaction.transaction`];

/** What takes the driver's place, for one version of Drizzle. */
function adapter(folder: string, onlyWith: string): Adapter {
  return {
    modules: [driver, migrator],
    onlyWith,
    name: 'async-drizzle-expo',
    source: path.join(packageRoot, `src/adapters/${folder}/expo-sqlite.ts`),
  };
}

/**
 * Drizzle on expo-sqlite's synchronous methods to Drizzle on its asynchronous ones, through a driver that is written into the
 * project: Drizzle's own is synchronous, and libsql and D1 are not for phones.
 */
export const drizzleOnExpo: Profile = {
  ...coreRules,
  name: 'drizzle-orm on expo-sqlite to its asynchronous methods',
  modules: [driver, migrator],
  topLevelAwait: false,
  declarations: {
    ...expoSqlite.declarations,
    ...coreRules.declarations,
    [driver]: standIn('expo-sqlite'),
    [migrator]: standIn('expo-sqlite-migrator'),
  },
  asyncCalls: [...coreRules.asyncCalls, ...ownTransactions],
  awaitCallbacks: [...transactions, ...ownTransactions],
  adapters: [adapter('drizzle-1', onlyOf['1.0']), adapter('drizzle', onlyOf['0.4'])],
  hazards: Object.fromEntries([...transactions, ...ownTransactions].map((name) => [name, hazard])),
};
