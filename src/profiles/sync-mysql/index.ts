import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { members } from '../members.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const name = 'sync-mysql';
const connection = `${name}#MySql`;

/** sync-mysql, which waits for another process, to mysql2/promise, through an adapter that keeps its methods. */
export const syncMysql: Profile = {
  ...noRules,
  name: `${name} to mysql2/promise`,
  modules: [name],
  declarations: { [name]: path.join(packageRoot, 'src/profiles/sync-mysql/declarations.d.cts') },
  asyncCalls: [
    ...members(connection, ['query', 'call', 'update', 'getRecord', 'finishAll', 'dispose']),
    `${name}#Queued`,
  ],
  adapters: [
    {
      modules: [name],
      name: 'async-mysql',
      isValue: true,
      source: path.join(packageRoot, 'src/adapters/mysql/sync-mysql.ts'),
    },
  ],
  packages: { adds: { mysql2: '^3.24.6' }, removes: [{ name }] },
};
