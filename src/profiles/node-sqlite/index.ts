import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { lacking, members } from '../members.js';
import { libsqlPromise } from '../libsql-promise.js';
import { noRules } from '../no-rules.js';
import { overD1 } from '../over-d1.js';
import { overLibsqlClient } from '../over-libsql-client.js';
import type { Profile } from '../profile.js';

const name = 'node:sqlite';
const database = `${name}#DatabaseSync`;
const statement = `${name}#StatementSync`;

/** node:sqlite to libsql/promise, through an adapter that keeps its methods. */
const toLibsqlPromise: Profile = {
  ...noRules,
  name: `${name} to libsql/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/node-sqlite/declarations.d.cts') },
  asyncCalls: [
    ...members(database, ['exec']),
    ...members(statement, ['run', 'get', 'all', 'iterate', 'columns']),
  ],
  setUps: { [database]: 'setUp' },
  connections: { [database]: { transaction: '.transaction($work)' } },
  adapters: [
    {
      modules: [name],
      name: 'async-node-sqlite',
      source: path.join(packageRoot, 'src/adapters/sqlite/node-sqlite.ts'),
      undeclared: libsqlPromise,
    },
  ],
  packages: { adds: { libsql: '^0.5.29' }, removes: [{ name, builtIn: true }] },
  lacks: {
    ...lacking(database, {
      function: 'libsql has no functions of your own in SQL; compute the value before or after the statement',
      aggregate: 'libsql has no aggregates of your own; read the rows and aggregate them',
      createSession: 'libsql records no changes; write them to a table of your own',
      applyChangeset: 'libsql applies no changesets; execute the statements',
      createTagStore: 'there is no store of tagged statements; use prepare()',
      enableDefensive:
        'libsql has no defensive mode; leave it out, or keep untrusted SQL away from this connection',
      setAuthorizer: 'libsql asks no function of yours what is allowed',
    }),
    ...lacking(statement, {
      expandedSQL: 'libsql does not tell what a statement became; use sourceSQL and the parameters',
    }),
  },
};

/** What node:sqlite becomes. */
export const nodeSqlite: Readonly<Record<string, Profile>> = {
  'libsql/promise': toLibsqlPromise,
  '@libsql/client': overLibsqlClient(toLibsqlPromise, name, {
    without: members(statement, ['columns']),
    lacks: {
      ...lacking(database, { loadExtension: '@libsql/client loads no extensions' }),
      ...lacking(statement, {
        columns: '@libsql/client tells of columns only with rows; read the keys of a row',
      }),
    },
  }),
  d1: overD1(toLibsqlPromise, name, {
    transactions: [],
    lacks: {
      ...lacking(database, { loadExtension: 'D1 loads no extensions' }),
      ...lacking(statement, {
        setReadBigInts: 'D1 gives numbers',
        columns: 'D1 tells of columns only with rows; read the keys of a row',
      }),
    },
  }),
};
