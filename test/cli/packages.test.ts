import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { families } from '../../src/profiles/index.js';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const manifest = JSON.stringify(
  {
    name: 'app',
    type: 'module',
    scripts: { postinstall: 'npm rebuild better-sqlite3' },
    dependencies: { 'better-sqlite3': '^12.0.0', zod: '^4.0.0' },
    devDependencies: { '@types/better-sqlite3': '^7.6.0', vite: '^7.0.0' },
  },
  undefined,
  2,
);
const project = {
  'package.json': manifest,
  'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - better-sqlite3\n',
  'vite.config.js': "export default { ssr: { external: ['better-sqlite3'] } };\n",
  'src/main.ts': "import Database from 'better-sqlite3';\nnew Database(':memory:').exec('SELECT 1');\n",
  'src/a.ts': "import Database from 'better-sqlite3';\nexport const open = () => new Database('a.db');\n",
};

test('a project’s packages are part of the change: shown, written, undone, and not changed again', async () => {
  using workspace = new Workspace(project);
  workspace.git(['init', '--quiet']);
  const before = workspace.snapshot();
  const preview = await run(workspace.root, []);
  expect(preview.code).toBe(1);
  expect(preview.stdout.match(/(?<=^\+\+\+ b\/).*/gm)).toEqual([
    'src/a.ts',
    'src/main.ts',
    'vite.config.js',
    'package.json',
    'pnpm-workspace.yaml',
    'src/async-sqlite.ts',
  ]);
  expect(preview.stdout).toContain('-    "better-sqlite3": "^12.0.0",\n+    "libsql": "^0.5');
  expect(preview.stdout).toContain(
    [
      'Packages',
      '  package.json The script "postinstall" names better-sqlite3, which is gone',
      '  Run "pnpm install" in .: the code needs what is listed now',
      '',
    ].join('\n'),
  );
  expect(workspace.snapshot()).toEqual(before);

  expect((await run(workspace.root, ['--write', '--allow-dirty'])).code).toBe(0);
  expect(JSON.parse(workspace.read('package.json'))).toMatchObject({
    dependencies: { libsql: expect.any(String) as string, zod: '^4.0.0' },
    devDependencies: { vite: '^7.0.0' },
  });
  expect(workspace.read('vite.config.js')).toBe("export default { ssr: { external: ['libsql'] } };\n");
  const written = workspace.snapshot();
  expect(await run(workspace.root, ['--write', '--allow-dirty'])).toMatchObject({
    code: 0,
    stdout: 'Nothing to do.\n',
  });
  expect(workspace.snapshot()).toEqual(written);

  expect((await run(workspace.root, ['undo'])).code).toBe(0);
  expect(workspace.snapshot()).toEqual(before);
});

test('a package stays until the last file has left it', async () => {
  using workspace = new Workspace(project);
  workspace.git(['init', '--quiet']);
  const first = await run(workspace.root, ['src/a.ts', '--write', '--allow-dirty']);
  expect(first.stdout).toContain('package.json better-sqlite3 stays: src/main.ts:1 names it');
  expect(JSON.parse(workspace.read('package.json'))).toMatchObject({
    dependencies: { 'better-sqlite3': '^12.0.0', libsql: expect.any(String) as string },
  });
  const second = await run(workspace.root, ['src', '--write', '--allow-dirty']);
  expect(second.stdout).not.toContain('stays');
  expect(workspace.read('package.json')).not.toMatch(/"(@types\/)?better-sqlite3":/);
});

test('a profile of the user’s own says what comes and goes', async () => {
  const profile = {
    module: '@acme/db',
    asyncCalls: ['query'],
    becomes: '@acme/db-async',
    declarations: './db.d.ts',
    packages: { adds: { '@acme/db-async': '^2.0.0' }, removes: ['@acme/db'] },
  };
  const dependencies = { '@acme/db': '^1.0.0', '@types/acme__db': '^1.0.0', zod: '^4.0.0' };
  using workspace = new Workspace({
    'package.json': JSON.stringify({ name: 'app', type: 'module', dependencies }, undefined, 2),
    'asyncshift.config.json': JSON.stringify({ profiles: [profile] }),
    'db.d.ts': 'export function query(text: string): unknown[];\n',
    'src/main.ts': "import { query } from '@acme/db';\nexport const all = () => query('all').length;\n",
  });
  workspace.git(['init', '--quiet']);
  expect((await run(workspace.root, ['src', '--write', '--allow-dirty'])).code).toBe(0);
  expect(workspace.read('src/main.ts')).toContain('(await query');
  expect(JSON.parse(workspace.read('package.json'))).toMatchObject({
    dependencies: { '@acme/db-async': '^2.0.0', zod: '^4.0.0' },
  });
  expect(workspace.read('package.json')).not.toMatch(/"@acme\/db"|acme__db/);
});

test('profiles ask for versions that asyncshift is tested with', () => {
  const text = readFileSync(path.join(packageRoot, 'package.json'), 'utf8');
  const own = JSON.parse(text) as Record<string, Record<string, string>>;
  const tested = { ...own['devDependencies'], ...own['dependencies'] };
  const added = families
    .flatMap(({ targets }) => Object.values(targets))
    .flatMap(({ packages }) => Object.entries(packages?.adds ?? {}));
  expect(added.length).toBeGreaterThan(0);
  for (const [name, range] of added) expect([name, range]).toEqual([name, tested[name]]);
});
