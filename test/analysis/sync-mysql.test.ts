import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { x } from 'tinyexec';
import { afterAll } from 'vitest';
import { testCases } from '../support/case-suite.js';

const server = process.env['ASYNCSHIFT_TEST_MYSQL_URL'];
const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-sync-mysql-'));
if (server === undefined) {
  console.warn('programs on sync-mysql are not run: use scripts/mariadb.sh run npx vitest run');
} else {
  // It is old, and needs much that is older: it is installed where it is compared, and nowhere else.
  const args = [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    'sync-mysql@3.0.1',
  ];
  await x('npm', args, { throwOnError: true });
}

testCases({
  folder: path.resolve('fixtures/sync-mysql'),
  packages: {
    ...Object.fromEntries(
      ['@types/node', 'mysql2'].map((name) => [name, path.resolve('node_modules', name)]),
    ),
    ...(server !== undefined && { 'sync-mysql': path.join(folder, 'node_modules/sync-mysql') }),
  },
  node: { file: server === undefined ? undefined : process.execPath },
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});
