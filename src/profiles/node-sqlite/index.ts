import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const name = 'node:sqlite';

function members(type: string, names: readonly string[]): string[] {
  return names.map((member) => `${name}#${type}.${member}`);
}

function lacking(type: string, instead: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(instead).map(([member, what]) => [`${name}#${type}.${member}`, what]),
  );
}

/** node:sqlite to libsql/promise, through an adapter that keeps its methods. */
const toLibsqlPromise: Profile = {
  ...noRules,
  name: `${name} to libsql/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/node-sqlite/declarations.d.cts') },
  asyncCalls: [
    ...members('DatabaseSync', ['exec']),
    ...members('StatementSync', ['run', 'get', 'all', 'iterate', 'columns']),
  ],
  setUps: { [`${name}#DatabaseSync`]: 'setUp' },
  adapters: [
    {
      modules: [name],
      name: 'async-node-sqlite',
      source: path.join(packageRoot, 'src/adapters/sqlite/node-sqlite.ts'),
    },
  ],
  packages: { adds: { libsql: '^0.5.29' }, removes: [] },
  lacks: {
    ...lacking('DatabaseSync', {
      function: 'libsql has no functions of your own in SQL; compute the value before or after the statement',
      aggregate: 'libsql has no aggregates of your own; read the rows and aggregate them',
      createSession: 'libsql records no changes; write them to a table of your own',
      applyChangeset: 'libsql applies no changesets; execute the statements',
      createTagStore: 'there is no store of tagged statements; use prepare()',
      setAuthorizer: 'libsql asks no function of yours what is allowed',
    }),
    ...lacking('StatementSync', {
      expandedSQL: 'libsql does not tell what a statement became; use sourceSQL and the parameters',
    }),
  },
};

/** What node:sqlite becomes. */
export const nodeSqlite: Readonly<Record<string, Profile>> = {
  'libsql/promise': toLibsqlPromise,
  '@libsql/client': {
    ...toLibsqlPromise,
    name: `${name} to @libsql/client`,
    asyncCalls: toLibsqlPromise.asyncCalls.filter((call) => !call.endsWith('StatementSync.columns')),
    adapters: (toLibsqlPromise.adapters ?? []).map((adapter) => ({
      ...adapter,
      instead: { './libsql.js': './libsql-client.js' },
    })),
    packages: { adds: { '@libsql/client': '^0.18.0' }, removes: [] },
    lacks: {
      ...toLibsqlPromise.lacks,
      ...lacking('DatabaseSync', { loadExtension: '@libsql/client loads no extensions' }),
      ...lacking('StatementSync', {
        columns: '@libsql/client tells of columns only with rows; read the keys of a row',
      }),
    },
  },
};
