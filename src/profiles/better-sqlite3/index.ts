import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { lacking, members } from '../members.js';
import { libsqlPromise } from '../libsql-promise.js';
import { noRules } from '../no-rules.js';
import { overD1 } from '../over-d1.js';
import { overLibsqlClient } from '../over-libsql-client.js';
import type { Profile } from '../profile.js';

const name = 'better-sqlite3';
/** Types that its declarations have, which they do not export by themselves. */
const database = `${name}#BetterSqlite3.Database`;
const statement = `${name}#BetterSqlite3.Statement`;
const transaction = `${name}#BetterSqlite3.Transaction`;

/** better-sqlite3 to libsql/promise, through an adapter that keeps its methods. */
const toLibsqlPromise: Profile = {
  ...noRules,
  name: `${name} to libsql/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/better-sqlite3/declarations.d.cts') },
  asyncCalls: [
    ...members(database, ['exec', 'pragma']),
    ...members(statement, ['run', 'get', 'all', 'iterate', 'columns']),
    ...members(transaction, ['default', 'deferred', 'immediate', 'exclusive']),
    transaction,
  ],
  asyncReads: members(statement, ['reader']),
  awaitCallbacks: members(database, ['transaction']),
  setUps: { [database]: 'setUp' },
  connections: { [database]: { transaction: '.transaction($work).immediate()' } },
  adapters: [
    {
      modules: [name],
      name: 'async-sqlite',
      isValue: true,
      source: path.join(packageRoot, 'src/adapters/sqlite/better-sqlite3.ts'),
      undeclared: libsqlPromise,
    },
  ],
  packages: {
    adds: { libsql: '^0.5.29' },
    // drizzle-kit takes what it finds of its drivers, and up to 0.20 the one that is named.
    removes: [
      {
        ...{ name, types: '@types/better-sqlite3' },
        ...{ alsoNamed: ['better-sqlite'], loadedBy: { 'drizzle-kit': ['@libsql/client'] } },
      },
    ],
  },
  lacks: {
    ...lacking(database, {
      function: 'libsql has no functions of your own in SQL; compute the value before or after the statement',
      aggregate: 'libsql has no aggregates of your own; read the rows and aggregate them',
      table: 'libsql has no virtual tables of your own; fill a temporary table',
      serialize: 'libsql does not serialize a database; use backup() and read the file',
      unsafeMode: 'libsql has no unsafe mode',
    }),
    ...lacking(statement, {
      readonly: 'libsql does not tell it',
      busy: 'no statement is busy between two awaits',
    }),
  },
};

/** better-sqlite3 to @libsql/client, through the same adapter on another connection. */
const toLibsqlClient = overLibsqlClient(toLibsqlPromise, name, {
  without: members(statement, ['columns']),
  lacks: {
    ...lacking(database, { loadExtension: '@libsql/client loads no extensions' }),
    ...lacking(statement, {
      columns: '@libsql/client tells of columns only with rows; read the keys of a row',
      expand: '@libsql/client does not tell the tables of columns; name the columns apart',
    }),
  },
});

/** What better-sqlite3 becomes. */
export const betterSqlite3: Readonly<Record<string, Profile>> = {
  'libsql/promise': toLibsqlPromise,
  '@libsql/client': toLibsqlClient,
  d1: overD1(toLibsqlPromise, name, {
    transactions: members(database, ['transaction']),
    lacks: {
      ...lacking(database, {
        loadExtension: 'D1 loads no extensions',
        backup: 'D1 is backed up by Cloudflare; export it with wrangler',
        defaultSafeIntegers: 'D1 gives numbers',
      }),
      ...lacking(statement, {
        safeIntegers: 'D1 gives numbers',
        columns: 'D1 tells of columns only with rows; read the keys of a row',
        expand: 'D1 does not tell the tables of columns; name the columns apart',
      }),
    },
  }),
};
