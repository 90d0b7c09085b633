import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { x } from 'tinyexec';
import { afterAll } from 'vitest';
import { startPostgres } from '../runtime/engine/support/postgres.js';
import { testCases } from '../support/case-suite.js';

const wanted = process.env['ASYNCSHIFT_TEST_NATIVE'] === '1';
const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-pg-native-'));
// What both sides do to one server would meet there.
const servers = wanted ? await Promise.all([startPostgres(), startPostgres()]) : [];
if (wanted) {
  // It is compiled where it is compared, and nowhere else.
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', 'pg-native@3.9.0'];
  await x('npm', args, { throwOnError: true });
} else {
  console.warn(
    'programs on pg-native are not run: ASYNCSHIFT_TEST_NATIVE=1 has it installed, which needs libpq-dev',
  );
}

const [before, after] = servers.map(({ port }) => ({
  ASYNCSHIFT_TEST_POSTGRES_URL: `postgresql://postgres@127.0.0.1:${String(port)}/postgres?sslmode=disable`,
}));

testCases({
  folder: path.resolve('fixtures/pg-native'),
  packages: {
    ...Object.fromEntries(
      ['@types/node', '@types/pg', 'pg'].map((name) => [name, path.resolve('node_modules', name)]),
    ),
    ...(wanted && { 'pg-native': path.join(folder, 'node_modules/pg-native') }),
  },
  node: {
    file: wanted ? process.execPath : undefined,
    environments: before && after && { before, after },
  },
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const server of servers) await server[Symbol.asyncDispose]();
});
