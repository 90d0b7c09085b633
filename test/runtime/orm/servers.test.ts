import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { startPostgres, type PostgresServer } from '../engine/support/postgres.js';
import { describeCases } from './support/harness.js';
import { loadingCases } from './support/cases-loading.js';
import { transactionCases } from './support/cases-transactions.js';
import { unitOfWorkCases } from './support/cases-unit-of-work.js';

// Starting servers takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cases = [...unitOfWorkCases, ...transactionCases, ...loadingCases];

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});
const url = (driver: string) => `postgresql${driver}://postgres:pw@127.0.0.1:${postgres.port}/postgres`;

describeCases('the ORM on PGlite', cases, { async: () => 'postgresql+pglite://' });
describeCases('the ORM on PostgreSQL', cases, { sync: () => url(''), async: () => url('+asyncpg') });

const mysql = process.env['ASYNCSHIFT_TEST_MYSQL_URL'];
if (mysql === undefined) {
  describe('the ORM on MySQL', () => {
    it.skip('needs ASYNCSHIFT_TEST_MYSQL_URL, the URL of a server with a database that may be emptied', () =>
      undefined);
  });
} else {
  const rest = mysql.slice(mysql.indexOf('://'));
  describeCases('the ORM on MySQL', cases, {
    sync: () => `mysql${rest}`,
    async: () => `mysql+aiomysql${rest}`,
  });
}
