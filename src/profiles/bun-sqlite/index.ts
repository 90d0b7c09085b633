import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { lacking, members } from '../members.js';
import { libsqlPromise } from '../libsql-promise.js';
import { noRules } from '../no-rules.js';
import { overD1 } from '../over-d1.js';
import { overLibsqlClient } from '../over-libsql-client.js';
import type { Profile } from '../profile.js';

const name = 'bun:sqlite';
const database = `${name}#Database`;
const statement = `${name}#Statement`;

const untold = 'libsql tells it only once the statement is prepared, which takes an await; read a row';

/** bun:sqlite to libsql/promise, through an adapter that keeps its methods. */
const toLibsqlPromise: Profile = {
  ...noRules,
  name: `${name} to libsql/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/bun-sqlite/declarations.d.ts') },
  asyncCalls: [
    ...members(database, ['run', 'exec']),
    ...members(statement, ['run', 'get', 'all', 'values', 'iterate']),
    // What `transaction` gives has no name: its call signature and its methods.
    ...members(database, [
      'transaction.(result)',
      'transaction.(result).deferred',
      'transaction.(result).immediate',
      'transaction.(result).exclusive',
    ]),
  ],
  awaitCallbacks: members(database, ['transaction']),
  setUps: { [database]: 'setUp' },
  connections: { [database]: { transaction: '.transaction($work).immediate()' } },
  adapters: [
    {
      modules: [name],
      name: 'async-bun-sqlite',
      source: path.join(packageRoot, 'src/adapters/sqlite/bun-sqlite.ts'),
      undeclared: libsqlPromise,
    },
  ],
  packages: { adds: { libsql: '^0.5.29' }, removes: [{ name, builtIn: true }] },
  lacks: {
    ...lacking(database, {
      function: 'libsql has no functions of your own in SQL; compute the value before or after the statement',
      aggregate: 'libsql has no aggregates of your own; read the rows and aggregate them',
      serialize: 'libsql does not serialize a database; copy it with VACUUM INTO and read the file',
      deserialize: 'libsql does not open bytes; write them to a file and open that',
      fileControl: 'libsql has no file control',
      handle: 'a database of libsql has no handle',
      setCustomSQLite: 'libsql is a SQLite of its own',
    }),
    ...lacking(statement, {
      raw: 'libsql gives values; use values()',
      columnNames: untold,
      columnTypes: untold,
      declaredTypes: untold,
      reader: untold,
      readonly: untold,
      native: 'a statement of libsql has no native one',
    }),
  },
};

/** What bun:sqlite becomes. */
export const bunSqlite: Readonly<Record<string, Profile>> = {
  'libsql/promise': toLibsqlPromise,
  '@libsql/client': overLibsqlClient(toLibsqlPromise, name, {
    lacks: lacking(database, { loadExtension: '@libsql/client loads no extensions' }),
  }),
  d1: overD1(toLibsqlPromise, name, {
    transactions: members(database, ['transaction']),
    lacks: {
      ...lacking(database, { loadExtension: 'D1 loads no extensions' }),
      ...lacking(statement, { safeIntegers: 'D1 gives numbers' }),
    },
  }),
};
