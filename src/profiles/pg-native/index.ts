import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { lacking, members } from '../members.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const name = 'pg-native';
const client = `${name}#Client`;

/** The calls of pg-native that wait for the server. */
const waiting = members(client, ['connectSync', 'querySync', 'prepareSync', 'executeSync']);

/** pg-native's calls that wait for the server to pg, through an adapter that has the others too. */
export const pgNative: Profile = {
  ...noRules,
  name: `${name} to pg`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/pg-native/declarations.d.cts') },
  asyncCalls: waiting,
  renames: Object.fromEntries(
    waiting.map((one) => [one, one.slice(one.lastIndexOf('.') + 1).replace(/Sync$/, 'Async')]),
  ),
  setUps: { [client]: 'setUp' },
  adapters: [
    {
      modules: [name],
      name: 'async-pg',
      isValue: true,
      source: path.join(packageRoot, 'src/adapters/postgres/pg-native.ts'),
    },
  ],
  // A project that has pg beside it may use it as `pg.native`.
  packages: {
    adds: { pg: '^8.23.1' },
    types: { '@types/pg': '^8.23.1' },
    removes: [{ name, loadedBy: { pg: [] } }],
  },
  lacks: lacking(client, {
    cancel: 'run `SELECT pg_cancel_backend(…)` on another connection',
    getCopyStream: 'use pg-copy-streams on a connection of pg',
    pipeline: 'ask for the statements one after the other',
  }),
};
