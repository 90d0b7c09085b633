import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const name = 'better-sqlite3';

/** Members of a type that its declarations have, which they do not export by themselves. */
function members(type: string, names: readonly string[]): string[] {
  return names.map((member) => `${name}#BetterSqlite3.${type}.${member}`);
}

/** The file of an adapter that talks to libsql, and the one that talks to it through @libsql/client. */
const overClient = { './libsql.js': './libsql-client.js' };

/** What goes from the project's packages. drizzle-kit takes what it finds of its drivers. */
const removed = { name, types: '@types/better-sqlite3', loadedBy: { 'drizzle-kit': ['@libsql/client'] } };

const [transaction = ''] = members('Database', ['transaction']);

/** better-sqlite3 to libsql/promise, through an adapter that keeps its methods. */
const toLibsqlPromise: Profile = {
  ...noRules,
  name: `${name} to libsql/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/better-sqlite3/declarations.d.cts') },
  asyncCalls: [
    ...members('Database', ['exec', 'pragma']),
    ...members('Statement', ['run', 'get', 'all', 'iterate', 'columns']),
    ...members('Transaction', ['default', 'deferred', 'immediate', 'exclusive']),
    `${name}#BetterSqlite3.Transaction`,
  ],
  awaitCallbacks: [transaction],
  setUps: { [`${name}#BetterSqlite3.Database`]: 'setUp' },
  adapters: [
    {
      modules: [name],
      name: 'async-sqlite',
      source: path.join(packageRoot, 'src/adapters/sqlite/better-sqlite3.ts'),
    },
  ],
  packages: { adds: { libsql: '^0.5.29' }, removes: [removed] },
  lacks: {
    ...lacking('Database', {
      function: 'libsql has no functions of your own in SQL; compute the value before or after the statement',
      aggregate: 'libsql has no aggregates of your own; read the rows and aggregate them',
      table: 'libsql has no virtual tables of your own; fill a temporary table',
      serialize: 'libsql does not serialize a database; use backup() and read the file',
      unsafeMode: 'libsql has no unsafe mode',
    }),
    ...lacking('Statement', {
      reader: 'libsql knows it only once the statement is prepared, which takes an await; use columns()',
      readonly: 'libsql does not tell it',
      busy: 'no statement is busy between two awaits',
    }),
  },
};

/** better-sqlite3 to @libsql/client, through the same adapter on another connection. */
const toLibsqlClient: Profile = {
  ...toLibsqlPromise,
  name: `${name} to @libsql/client`,
  asyncCalls: toLibsqlPromise.asyncCalls.filter((call) => !call.endsWith('Statement.columns')),
  packages: {
    adds: { '@libsql/client': '^0.18.0' },
    // Its native part is libsql's.
    removes: [{ ...removed, listedAs: ['@libsql/client', 'libsql'] }],
  },
  adapters: (toLibsqlPromise.adapters ?? []).map((adapter) => ({ ...adapter, instead: overClient })),
  lacks: {
    ...toLibsqlPromise.lacks,
    ...lacking('Database', { loadExtension: '@libsql/client loads no extensions' }),
    ...lacking('Statement', {
      columns: '@libsql/client tells of columns only with rows; read the keys of a row',
      expand: '@libsql/client does not tell the tables of columns; name the columns apart',
    }),
  },
};

/** What better-sqlite3 becomes. */
export const betterSqlite3: Readonly<Record<string, Profile>> = {
  'libsql/promise': toLibsqlPromise,
  '@libsql/client': toLibsqlClient,
};

function lacking(type: string, instead: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(instead).map(([member, what]) => [members(type, [member])[0] ?? '', what]),
  );
}
