import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';
import { reactDeclarations } from '../react/index.js';

const name = 'expo-sqlite';

/** The members of its types that have a twin, by the twin's name without `Async`. */
const members: Readonly<Record<string, readonly string[]>> = {
  SQLiteDatabase: [
    'isInTransaction',
    'close',
    'exec',
    'serialize',
    'prepare',
    'createSession',
    'loadExtension',
    'withTransaction',
    'run',
    'getFirst',
    'getEach',
    'getAll',
  ],
  SQLiteStatement: ['execute', 'executeForRawResult', 'getColumnNames', 'finalize'],
  SQLiteExecuteSyncResult: ['getFirst', 'getAll', 'reset'],
  SQLiteSession: [
    'attach',
    'enable',
    'close',
    'createChangeset',
    'createInvertedChangeset',
    'applyChangeset',
    'invertChangeset',
  ],
};

const functions = ['openDatabase', 'deserializeDatabase', 'deleteDatabase', 'backupDatabase'];

const sync = Object.entries(members).flatMap(([type, names]) =>
  names.map((member) => `${name}#${type}.${member}Sync`),
);

/** expo-sqlite's synchronous methods to its asynchronous ones. Both can be used side by side. */
export const expoSqlite: Profile = {
  ...noRules,
  name,
  modules: [name],
  declarations: {
    ...reactDeclarations,
    [name]: path.join(packageRoot, 'src/profiles/expo-sqlite/declarations.d.ts'),
  },
  sideBySide: true,
  topLevelAwait: false,
  asyncCalls: [...sync, ...functions.map((one) => `${name}#${one}Sync`)],
  renames: {
    ...Object.fromEntries(
      sync.map((one) => [one, one.slice(one.lastIndexOf('.') + 1).replace(/Sync$/, 'Async')]),
    ),
    // Its twin gives an asynchronous iterator, which much that takes an iterator does not take. All rows can stand anywhere.
    [`${name}#SQLiteDatabase.getEachSync`]: 'getAllAsync',
  },
  moves: {
    ...Object.fromEntries(
      functions.map((one) => [`${name}#${one}Sync`, { module: name, name: `${one}Async` }]),
    ),
    [`${name}#SQLiteExecuteSyncResult`]: { module: name, name: 'SQLiteExecuteAsyncResult' },
  },
  // Metro has no top-level await, and what a module opens is opened once.
  stays: { [`${name}#openDatabaseSync`]: [{ at: 'top level' }] },
  awaitCallbacks: [`${name}#SQLiteDatabase.withTransactionSync`],
  hazards: {
    [`${name}#SQLiteDatabase.withTransactionSync`]:
      'what other code does on this database while it waits becomes part of the transaction. Where that can happen, use withExclusiveTransactionAsync, and its transaction for every statement in it',
  },
};
