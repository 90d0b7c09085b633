import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planManifests, type ManifestChanges } from '../../src/manifests/index.js';
import type { PackageNeed, Plan } from '../../src/plan/plan.js';
import { toPosix } from '../../src/project/index.js';
import { Workspace } from '../project/workspace.js';

const need: PackageNeed = {
  files: ['src/db.ts'],
  adds: { 'async-db': '^2.0.0' },
  removes: [{ name: 'sync-db', types: '@types/sync-db', loadedBy: { 'db-kit': ['other-db'] } }],
};

/** What becomes of a project, by name; `after`: the code as it is after the change. */
async function planned(
  workspace: Workspace,
  after: Record<string, string> = { 'src/db.ts': "import x from './async-db.js';\n" },
  needs: readonly PackageNeed[] = [need],
): Promise<{ files: Record<string, string>; remarks: string[]; install: ManifestChanges['install'] }> {
  const { root } = workspace;
  const plan: Plan = {
    ...{ version: 1, root, files: {}, steps: [], newFiles: [], walls: [], hazards: [], notes: [] },
    packages: [...needs],
  };
  const texts = new Map(Object.entries(after).map(([name, text]) => [workspace.path(name), text]));
  const changes = await planManifests(plan, texts);
  const name = (file: string) => toPosix(path.relative(root, file)) || '.';
  const files = Object.fromEntries(changes.files.map((one) => [name(one.file), one.after]));
  return {
    files,
    remarks: changes.remarks.map(({ file, message }) => `${name(file)}: ${message}`),
    install: changes.install.map(({ folder, command }) => ({ folder: name(folder), command })),
  };
}

const manifest = (more: object = {}) =>
  `${JSON.stringify({ name: 'app', dependencies: { 'sync-db': '^1.0.0' }, ...more }, undefined, 2)}\n`;
const code = { 'src/db.ts': "import x from 'sync-db';\n" };

describe('package.json', () => {
  test('has the new package where npm would sort it, and neither the old one nor its types', async () => {
    using workspace = new Workspace({
      ...code,
      'package.json': [
        '{',
        '\t"name": "app",',
        '\t"dependencies": {',
        '\t\t"@scope/a": "1.0.0",',
        '\t\t"zod": "^4.0.0",',
        '\t\t"sync-db": "^1.0.0"',
        '\t},',
        '\t"devDependencies": { "@types/sync-db": "^1.0.0" },',
        '\t"type": "module"',
        '}',
        '',
      ].join('\r\n'),
    });
    expect(await planned(workspace)).toEqual({
      files: {
        'package.json': [
          '{',
          '\t"name": "app",',
          '\t"dependencies": {',
          '\t\t"@scope/a": "1.0.0",',
          '\t\t"async-db": "^2.0.0",',
          '\t\t"zod": "^4.0.0"',
          '\t},',
          '\t"type": "module"',
          '}',
          '',
        ].join('\r\n'),
      },
      remarks: [],
      install: [{ folder: '.', command: 'npm install' }],
    });
  });

  test.each([
    ['in front of the other lists', { devDependencies: { zod: '^4.0.0' } }, 'devDependencies'],
    ['at the end', { type: 'module' }, undefined],
  ])('has a list of packages that was not there, %s', async (_, more, next) => {
    using workspace = new Workspace({
      ...code,
      'package.json': JSON.stringify({ version: '1.0.0', private: true, ...more }, undefined, 2),
    });
    const added = { files: ['src/db.ts'], adds: { 'async-db': '^2.0.0' }, removes: [] };
    const { files } = await planned(workspace, undefined, [added]);
    const names = Object.keys(JSON.parse(files['package.json'] ?? '') as object);
    expect(names).toEqual(expect.arrayContaining(['version', 'private', ...Object.keys(more)]));
    expect(names[names.indexOf('dependencies') + 1]).toBe(next);
  });

  test.each([
    [
      'development alone needs it',
      { dependencies: { a: '1' }, devDependencies: { 'sync-db': '1' } },
      { dependencies: { a: '1' }, devDependencies: { 'async-db': '^2.0.0' } },
    ],
    [
      'its users install it',
      {
        dependencies: undefined,
        devDependencies: { 'sync-db': '1' },
        peerDependencies: { 'sync-db': '>=1' },
      },
      { devDependencies: { 'async-db': '^2.0.0' }, peerDependencies: { 'async-db': '^2.0.0' } },
    ],
    [
      'it has the new one already',
      { dependencies: { 'sync-db': '1', 'async-db': '2.1.0' } },
      { dependencies: { 'async-db': '2.1.0' } },
    ],
    [
      'development alone had the new one',
      { dependencies: { 'sync-db': '1' }, devDependencies: { 'async-db': '2.1.0', b: '1' } },
      { dependencies: { 'async-db': '2.1.0' }, devDependencies: { b: '1' } },
    ],
    ['it lists none', { dependencies: undefined }, { dependencies: { 'async-db': '^2.0.0' } }],
  ])('keeps packages where they are: %s', async (_, before, after) => {
    using workspace = new Workspace({ ...code, 'package.json': manifest(before) });
    const { files } = await planned(workspace);
    expect(JSON.parse(files['package.json'] ?? '')).toEqual({ name: 'app', ...after });
  });

  test('is that of the workspace whose code changes, or the one above that has the package', async () => {
    using workspace = new Workspace({
      'package.json': manifest({ packageManager: 'pnpm@10.0.0', workspaces: ['packages/*'] }),
      'packages/own/package.json': manifest({ name: 'own' }),
      'packages/own/src/db.ts': '',
      'packages/hoisted/package.json': manifest({ name: 'hoisted', dependencies: {} }),
      'packages/hoisted/esm/package.json': '{ "type": "module" }',
      'packages/hoisted/esm/db.ts': '',
      'packages/new/package.json': manifest({ name: 'new', dependencies: { a: '1' } }),
    });
    const only = (file: string) => planned(workspace, {}, [{ ...need, files: [file] }]);
    expect(Object.keys((await only('packages/own/src/db.ts')).files)).toEqual(['packages/own/package.json']);
    expect(await only('packages/hoisted/esm/db.ts')).toMatchObject({
      files: { 'package.json': expect.stringContaining('async-db') as string },
      install: [{ folder: '.', command: 'pnpm install' }],
    });
  });

  test('stays as it is when it says everything already', async () => {
    using workspace = new Workspace({ 'package.json': manifest({ dependencies: { 'async-db': '1' } }) });
    expect(await planned(workspace)).toEqual({ files: {}, remarks: [], install: [] });
  });

  test('that is not there is told of', async () => {
    using workspace = new Workspace(code);
    workspace.git(['init', '--quiet']);
    expect((await planned(workspace)).remarks).toEqual([
      'src/db.ts: There is no package.json to add async-db to',
    ]);
  });
});

describe('a package stays', () => {
  test.each([
    ['a script imports it', { 'scripts/seed.mjs': "\nimport('sync-db');\n" }, 'scripts/seed.mjs:2 names it'],
    ['a test mocks it', { 'test/a.test.ts': 'vi.mock("sync-db/lib")' }, 'test/a.test.ts:1 names it'],
    [
      'another package is told to load it',
      { 'src/orm.js': "x({ type: 'sync-db' })" },
      'src/orm.js:1 names it',
    ],
    ['another package has a module for it', { 'x.ts': "import 'orm/sync-db';" }, 'x.ts:1 names it'],
    [
      'it is an installed package’s peer',
      { 'node_modules/plugin/package.json': '{ "peerDependencies": { "sync-db": "1" } }' },
      'plugin needs it',
    ],
    ['a package loads it by itself', {}, 'db-kit needs it', { 'db-kit': '1' }],
  ])('where %s', async (_, more, why, others: Record<string, string> = { plugin: '1' }) => {
    using workspace = new Workspace({
      ...code,
      ...more,
      'package.json': manifest({ dependencies: { ...others, 'sync-db': '1' } }),
    });
    const { files, remarks } = await planned(workspace);
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      dependencies: { 'async-db': '^2.0.0', 'sync-db': '1' },
    });
    expect(remarks).toEqual([`package.json: sync-db stays: ${why}`]);
  });

  test.each([
    [
      'a file of that name is the project’s own',
      { 'src/x.ts': "import './sync-db'; import '../sync-db/a';" },
    ],
    ['its name is part of another', { 'src/x.ts': "import 'sync-db-extra'; import 'my-sync-db';" }],
    [
      'it is an optional peer',
      {
        'node_modules/plugin/package.json':
          '{ "peerDependencies": { "sync-db": "1" }, "peerDependenciesMeta": { "sync-db": { "optional": true } } }',
      },
    ],
    [
      'a workspace of its own uses it',
      {
        'packages/a/package.json': manifest({ name: 'a' }),
        'packages/a/index.ts': "import 'sync-db';",
      },
    ],
    ['what mentions it is ignored', { '.gitignore': 'build\n', 'build/x.js': "require('sync-db')" }],
    ['what loads it has another', {}, { 'db-kit': '1', 'other-db': '1' }],
  ])('but not where %s', async (_, more, others: Record<string, string> = { plugin: '1' }) => {
    using workspace = new Workspace({
      ...code,
      ...more,
      'package.json': manifest({ dependencies: { ...others, 'sync-db': '1' } }),
    });
    const { files, remarks } = await planned(workspace);
    expect(JSON.parse(files['package.json'] ?? '')).toEqual({
      name: 'app',
      dependencies: { 'async-db': '^2.0.0', ...others },
    });
    expect(remarks).toEqual([]);
  });

  test('types of what is new are for development', async () => {
    using workspace = new Workspace({
      ...code,
      'package.json': manifest({ dependencies: { 'sync-db': '1' } }),
    });
    const { files } = await planned(workspace, undefined, [
      { ...need, types: { '@types/async-db': '^2.0.1' } },
    ]);
    expect(JSON.parse(files['package.json'] ?? '')).toEqual({
      name: 'app',
      dependencies: { 'async-db': '^2.0.0' },
      devDependencies: { '@types/async-db': '^2.0.1' },
    });
  });

  test.each([
    [
      'stays where what takes its place was there and may load it',
      { 'async-db': '^2.0.0' },
      ['async-db', 'sync-db'],
    ],
    ['goes where that is new', {}, ['async-db']],
  ])('and %s', async (_, others, left) => {
    const removes = [{ name: 'sync-db', loadedBy: { 'async-db': [] } }];
    using workspace = new Workspace({
      ...code,
      'package.json': manifest({ dependencies: { ...others, 'sync-db': '1' } }),
    });
    const { files } = await planned(workspace, undefined, [{ ...need, removes }]);
    const { dependencies = {} } = JSON.parse(
      files['package.json'] ?? manifest({ dependencies: { ...others, 'sync-db': '1' } }),
    ) as {
      dependencies?: object;
    };
    expect(Object.keys(dependencies)).toEqual(left);
  });
});

describe('lists of packages', () => {
  test('in package.json name the new one; a script that names the old one is told of', async () => {
    using workspace = new Workspace({
      ...code,
      'package.json': manifest({
        scripts: { postinstall: 'electron-rebuild -f -w sync-db', test: 'run sync-db-tests' },
        pnpm: { onlyBuiltDependencies: ['esbuild', 'sync-db'] },
        trustedDependencies: ['sync-db'],
        allowScripts: { 'sync-db': true, 'sync-db-extra': false },
        build: { asarUnpack: ['**/node_modules/sync-db/**'], files: ['dist'] },
        keywords: ['sync-db'],
      }),
    });
    const { files, remarks } = await planned(workspace);
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      pnpm: { onlyBuiltDependencies: ['esbuild', 'async-db'] },
      trustedDependencies: ['async-db'],
      allowScripts: { 'async-db': true, 'sync-db-extra': false },
      build: { asarUnpack: ['**/node_modules/async-db/**'], files: ['dist'] },
      keywords: ['sync-db'],
    });
    expect(remarks).toEqual(['package.json: The script "postinstall" names sync-db, which is gone']);
  });

  const next = [
    "/** @type {import('next').NextConfig} */",
    'export default {',
    "  serverExternalPackages: ['sharp', 'sync-db'],",
    '};',
    '',
  ].join('\n');
  const tsup =
    "export default defineConfig({\n  external: [\n    // native\n    'sync-db',\n    'sharp',\n  ],\n});\n";
  const webpack = "module.exports = { externals: { 'sync-db': 'commonjs sync-db' } };\n";
  const build =
    "import { build } from 'esbuild';\nbuild({ external: test ? [\"sync-db\"] : [], names: ['a'] });\n";
  const pnpm =
    "packages:\n  - 'packages/*'\n\nonlyBuiltDependencies: # scripts\n  - esbuild\n  - 'sync-db' # native\n";
  const builder =
    'asarUnpack: ["**/*.node", node_modules/sync-db]\nallowBuilds:\n  sync-db: true\n  x: false\n';

  test.each([
    ['next.config.mjs', next, next.replace('sync-db', 'async-db')],
    ['tsup.config.ts', tsup, tsup.replace('sync-db', 'async-db')],
    ['webpack.config.js', webpack, webpack.replaceAll('sync-db', 'async-db')],
    ['scripts/build.mjs', build, build.replace('sync-db', 'async-db')],
    ['pnpm-workspace.yaml', pnpm, pnpm.replace('sync-db', 'async-db')],
    ['electron-builder.yml', builder, builder.replaceAll('sync-db', 'async-db')],
  ])('in %s', async (name, before, after) => {
    using workspace = new Workspace({ ...code, [name]: before, 'package.json': manifest() });
    const { files, remarks } = await planned(workspace);
    expect(files[name]).toBe(after);
    expect(Object.keys(files).sort()).toEqual([name, 'package.json'].sort());
    expect(remarks).toEqual([]);
  });

  test.each([
    ['next.config.mjs', next, next.replace("'sync-db'", "'sync-db', 'async-db'")],
    ['tsup.config.ts', tsup, tsup.replace("'sync-db'", "'sync-db',\n    'async-db'")],
    ['pnpm-workspace.yaml', pnpm, pnpm.replace("'sync-db'", "'sync-db'\n  - 'async-db'")],
    [
      'electron-builder.yml',
      builder,
      builder
        .replace('node_modules/sync-db', 'node_modules/sync-db, node_modules/async-db')
        .replace('sync-db: true', 'sync-db: true\n  async-db: true'),
    ],
  ])(
    'name both where the old one stays (%s), and a second time nothing changes',
    async (name, before, after) => {
      using workspace = new Workspace({
        ...code,
        [name]: before,
        'package.json': manifest(),
        'seed.js': "require('sync-db');",
      });
      const first = await planned(workspace);
      expect(first.files[name]).toBe(after);
      workspace.write(first.files);
      expect((await planned(workspace)).files).toEqual({});
      // Once nothing names it any more, only the new one is left.
      workspace.write({ 'seed.js': '' });
      expect((await planned(workspace)).files[name]).toBe(before.replaceAll('sync-db', 'async-db'));
    },
  );

  test('shared by workspaces keep what another one needs', async () => {
    using workspace = new Workspace({
      'package.json': '{ "name": "all", "private": true }',
      'pnpm-workspace.yaml': pnpm,
      'packages/a/package.json': manifest({ name: 'a' }),
      'packages/a/db.ts': '',
      'packages/b/package.json': manifest({ name: 'b' }),
    });
    const { files } = await planned(workspace, {}, [{ ...need, files: ['packages/a/db.ts'] }]);
    expect(files['pnpm-workspace.yaml']).toBe(pnpm.replace("'sync-db'", "'sync-db'\n  - 'async-db'"));
  });

  test('that name a module of the runtime’s own have what takes its place beside it', async () => {
    const lists = "export default { serverExternalPackages: ['sys:db'] };\n";
    using workspace = new Workspace({ ...code, 'package.json': manifest(), 'next.config.mjs': lists });
    const builtIn: PackageNeed = { ...need, removes: [{ name: 'sys:db', builtIn: true }] };
    const { files } = await planned(workspace, code, [builtIn]);
    expect(files['next.config.mjs']).toBe(lists.replace("'sys:db'", "'sys:db', 'async-db'"));
    workspace.write(files);
    expect((await planned(workspace, code, [builtIn])).files).toEqual({});
  });

  test('of the project’s own data stay as they are', async () => {
    const own = "export const plugins = { include: ['sync-db'] };\n";
    using workspace = new Workspace({ ...code, 'src/plugins.ts': own, 'package.json': manifest() });
    const { files, remarks } = await planned(workspace);
    expect(Object.keys(files)).toEqual(['package.json']);
    expect(remarks).toEqual(['package.json: sync-db stays: src/plugins.ts:1 names it']);
  });
});

describe('configurations of tools', () => {
  const kit = { ...need, removes: [{ name: 'sync-db', alsoNamed: ['sync'] }] };
  const settings = [
    {
      files: '**/kit.config.*',
      where: { driver: 'sync' },
      sets: { driver: 'other', key: { id: { env: 'ID' } } },
    },
  ];
  const config = "export default { driver: 'sync' };\n";

  test('say what a rule says, of the package alone whose code changes', async () => {
    const other = { 'other/package.json': manifest(), 'other/kit.config.js': config };
    using workspace = new Workspace({
      ...code,
      ...other,
      'package.json': manifest(),
      'kit.config.js': config,
    });
    const { files, remarks } = await planned(workspace, undefined, [{ ...kit, settings }]);
    expect(Object.keys(files)).toEqual(['kit.config.js', 'package.json']);
    expect(files['kit.config.js']).toBe("export default { driver: 'other', key: { id: process.env.ID } };\n");
    expect(remarks).toEqual(['kit.config.js: It reads ID from now on']);
  });

  test('keep the package that they name their way', async () => {
    using workspace = new Workspace({ ...code, 'package.json': manifest(), 'kit.config.js': config });
    const { remarks } = await planned(workspace, undefined, [kit]);
    expect(remarks).toEqual(['package.json: sync-db stays: kit.config.js:1 names it']);
  });
});

test.each([
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['package-lock.json', 'npm'],
])('the install command is that of %s', async (lock, manager) => {
  using workspace = new Workspace({ ...code, 'package.json': manifest(), [lock]: '' });
  expect((await planned(workspace)).install).toEqual([{ folder: '.', command: `${manager} install` }]);
});
