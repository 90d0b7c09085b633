import { afterAll, beforeAll, vi } from 'vitest';
import { startPostgres, type PostgresServer } from '../engine/support/postgres.js';
import { describeCases } from './support/harness.js';
import { loadingCases } from './support/cases-loading.js';
import { queryCases, returningCases } from './support/cases-queries.js';
import { transactionCases } from './support/cases-transactions.js';
import { unitOfWorkCases } from './support/cases-unit-of-work.js';

// Starting servers takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cases = [...unitOfWorkCases, ...transactionCases, ...loadingCases, ...queryCases];

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});
const url = (driver: string) => `postgresql${driver}://postgres:pw@127.0.0.1:${postgres.port}/postgres`;

describeCases('the ORM on PGlite', [...cases, ...returningCases], { async: () => 'postgresql+pglite://' });
describeCases('the ORM on PostgreSQL', [...cases, ...returningCases], {
  sync: () => url(''),
  async: () => url('+asyncpg'),
});

const mysql = process.env['ASYNCSHIFT_TEST_MYSQL_URL'];
if (mysql === undefined) {
  console.info(
    'the ORM on MySQL is not tested: set ASYNCSHIFT_TEST_MYSQL_URL, or use scripts/mariadb.sh run npx vitest run',
  );
} else {
  const rest = mysql.slice(mysql.indexOf('://'));
  describeCases('the ORM on MySQL', cases, {
    sync: () => `mysql${rest}`,
    async: () => `mysql+aiomysql${rest}`,
  });
}
