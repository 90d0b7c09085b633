import { expect, test } from 'vitest';
import type { AnalysisRequest } from '../../src/analysis/index.js';
import { Workspace } from '../project/workspace.js';
import { fakeStages } from './fake-stages.js';
import { profiles } from '../../src/profiles/index.js';
import { run } from './harness.js';

const config = `export default {
  include: ['src'],
  exclude: ['src/generated/'],
  tsconfig: './tsconfig.app.json',
  pool: 'null',
  drivers: { postgresql: 'psycopg' },
  profiles: [{ name: 'ours', module: './src/a.ts', asyncCalls: ['query'] }],
};
`;
const app = {
  'package.json': '{}',
  'tsconfig.app.json': '{}',
  'asyncshift.config.ts': config,
  'src/a.ts': 'fine();\n',
  'src/generated/b.ts': 'fine();\n',
  'other/c.ts': 'fine();\n',
};

const builtIn = profiles.map(({ name }) => ({ name }));

/** What analysis is asked when a command line runs in a folder of a project. */
async function asked(files: Record<string, string>, folder: string, args: string[]) {
  using workspace = new Workspace(files);
  const requests: AnalysisRequest[] = [];
  const fakes = fakeStages();
  const stages = {
    ...fakes,
    analyse: async (request: AnalysisRequest) => {
      requests.push(request);
      return fakes.analyse(request);
    },
  };
  const ran = await run(workspace.path(folder), args, { stages });
  const plain = JSON.stringify(requests[0] ?? null).replaceAll(workspace.root, '');
  return { ...ran, stderr: ran.stderr.replaceAll(workspace.root, ''), request: JSON.parse(plain) as unknown };
}

test('a configuration says what to look at, and how', async () => {
  const { code, request } = await asked(app, 'other', []);
  expect(code).toBe(0);
  expect(request).toMatchObject({
    files: ['/src/a.ts'],
    tsconfig: '/tsconfig.app.json',
    options: { pool: 'null', drivers: { postgresql: 'psycopg' } },
    profiles: [...builtIn, { name: 'ours', files: { './src/a.ts': '/src/a.ts' } }],
  });
});

test('what the command line says goes first', async () => {
  const files = { ...app, 'tsconfig.json': '{}' };
  const args = ['other', '--tsconfig', 'tsconfig.json', '--driver', 'postgresql=pglite'];
  expect((await asked(files, '.', args)).request).toMatchObject({
    files: ['/other/c.ts'],
    tsconfig: '/tsconfig.json',
    options: { pool: 'null', drivers: { postgresql: 'pglite' } },
  });
});

test.each([
  ['the configuration', [], '@libsql/client'],
  ['the command line', ['--to', 'libsql/promise'], 'libsql/promise'],
])('%s names the target', async (_, args, target) => {
  const files = { ...app, 'asyncshift.config.ts': "export default { to: '@libsql/client' };\n" };
  const { request } = await asked(files, '.', ['src', ...args]);
  const names = (request as { profiles: { name: string }[] }).profiles.map(({ name }) => name);
  expect(names).toContain('asyncshift/orm');
  expect(names).toContain(`better-sqlite3 to ${target}`);
});

test('another configuration may be named', async () => {
  const files = { ...app, 'other/own.json': '{ "drivers": { "mysql": "asyncmy" } }' };
  const { request } = await asked(files, '.', ['other', '--config', 'other/own.json']);
  expect(request).toMatchObject({ options: { drivers: { mysql: 'asyncmy' } }, profiles: builtIn });
});

test.each([
  ['{ "drivers": { "postgres": "psycopg" } }', 'drivers.postgres: There is no dialect "postgres".'],
  ['{ "drivers": { "mysql": "psycopg" } }', 'drivers.mysql: "psycopg" is no asynchronous driver of mysql.'],
  ['{ "to": "mysql" }', 'to: There is no target "mysql". The targets are: asyncshift/orm/asyncio (from'],
  ['{ "exclude": ["src/"], "include": ["src"] }', 'Every source file that "src" matches is left out'],
  ['{ "paths": [] }', 'paths: there is no such setting.'],
])('%s is refused', async (text, message) => {
  const files = Object.fromEntries(Object.entries(app).filter(([name]) => name !== 'asyncshift.config.ts'));
  const ran = await asked({ ...files, 'asyncshift.config.json': text }, '.', []);
  expect(ran).toMatchObject({ code: 2, stdout: '', request: null });
  expect(ran.stderr).toContain(message);
});

test('a configuration that is not there', async () => {
  const ran = await asked(app, '.', ['--config', 'gone.ts']);
  expect(ran).toMatchObject({
    code: 2,
    stderr: 'error gone.ts: The configuration does not exist. Check the path.\n',
  });
});
