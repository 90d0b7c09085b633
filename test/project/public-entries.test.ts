import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { publicEntries } from '../../src/project/index.js';
import { Workspace } from './workspace.js';

const sources = ['src/index.ts', 'src/cli.ts', 'src/features/a.ts', 'src/features/b.ts', 'src/inner.ts'];

/** The entries of a package with this package.json and tsconfig, relative to it. */
function entriesOf(manifest: object, compilerOptions: object = {}, files = sources): string[] {
  using workspace = new Workspace({
    'package.json': JSON.stringify(manifest),
    'tsconfig.json': JSON.stringify({ compilerOptions }),
    ...Object.fromEntries(files.map((name) => [name, ''])),
  });
  const all = files.map((name) => workspace.path(name));
  return publicEntries(all, workspace.path('tsconfig.json')).map(({ file }) =>
    path.relative(workspace.root, file),
  );
}

test.each<[string, object, string[]]>([
  ['nothing', {}, []],
  ['a built main', { main: './dist/index.js' }, ['src/index.ts']],
  ['a built main as an ECMAScript module', { main: 'lib/index.mjs' }, ['src/index.ts']],
  ['types', { types: './dist/index.d.ts' }, ['src/index.ts']],
  ['a source', { exports: './src/index.ts' }, ['src/index.ts']],
  ['what lies in the folder of sources', { exports: './dist/src/index.js' }, ['src/index.ts']],
  ['executables', { bin: './dist/cli.js' }, ['src/cli.ts']],
  [
    'executables by name',
    { bin: { tool: 'dist/cli.js' }, main: 'dist/index.js' },
    ['src/cli.ts', 'src/index.ts'],
  ],
  [
    'conditions',
    {
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './cli': './dist/cli.js' },
    },
    ['src/cli.ts', 'src/index.ts'],
  ],
  [
    'a condition for sources',
    { exports: { '.': { source: './src/inner.ts', default: './dist/index.js' } } },
    ['src/inner.ts'],
  ],
  ['patterns', { exports: { './*': './dist/features/*.js' } }, ['src/features/a.ts', 'src/features/b.ts']],
  ['exports before main', { exports: './dist/cli.js', main: './dist/index.js' }, ['src/cli.ts']],
  ['what is no code', { main: './dist/index.css', exports: { './package.json': './package.json' } }, []],
])('%s', (_, manifest, entries) => {
  expect(entriesOf(manifest)).toEqual(entries);
});

test('the tsconfig says what is built from where', () => {
  const options = { outDir: './target/js', rootDir: './code', declarationDir: './target/types' };
  const files = ['code/index.ts', 'code/more.mts'];
  const manifest = {
    exports: { '.': './target/js/index.js', './more': { types: './target/types/more.d.mts' } },
  };
  expect(entriesOf(manifest, options, files)).toEqual(files);
});

test('what has been built is no source', () => {
  const built = ['dist/index.js', 'dist/index.d.ts'];
  const manifest = { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } };
  using workspace = new Workspace({
    'package.json': JSON.stringify(manifest),
    ...Object.fromEntries([...sources, ...built].map((name) => [name, ''])),
  });
  const entry = [expect.objectContaining({ file: workspace.path('src/index.ts') })];
  expect(publicEntries([workspace.path('src/index.ts')])).toEqual(entry);
  expect(publicEntries([workspace.path('src/inner.ts')])).toEqual(entry);
});

test('a folder that others build into may hold sources', () => {
  using workspace = new Workspace({
    'package.json': '{ "main": "lib/index.js" }',
    'lib/index.js': '',
    'index.js': '',
  });
  const file = workspace.path('lib/index.js');
  expect(publicEntries([file])).toEqual([expect.objectContaining({ file })]);
});

test('every package of a monorepo has entries of its own, those that are private among them', () => {
  using workspace = new Workspace({
    'package.json': '{ "private": true }',
    'packages/a/package.json': '{ "exports": "./dist/index.js" }',
    'packages/a/tsconfig.json': '{ "compilerOptions": { "outDir": "dist", "rootDir": "source" } }',
    'packages/a/source/index.ts': '',
    'packages/b/package.json': '{ "private": true, "main": "index.js" }',
    'packages/b/index.js': '',
  });
  const files = ['packages/a/source/index.ts', 'packages/b/index.js'].map((name) => workspace.path(name));
  expect(publicEntries(files)).toEqual([
    { file: files[0], published: true, specifiers: [] },
    { file: files[1], published: false, specifiers: [] },
  ]);
});

test('a package whose tsconfig extends what is not installed is built as its own lines say', () => {
  using workspace = new Workspace({
    'packages/a/package.json': '{ "exports": "./out/js/index.js" }',
    'packages/a/tsconfig.json':
      '{ "extends": "@ours/tsconfig/node.json", /* ours: */ "compilerOptions": { "outDir": "out/js", "rootDir": "code" } }',
    'packages/a/code/index.ts': '',
    'packages/b/package.json': '{ "main": "dist/index.js" }',
    'packages/b/tsconfig.json': '{ "extends": "@ours/tsconfig/node.json" }',
    'packages/b/src/index.ts': '',
  });
  const files = ['packages/a/code/index.ts', 'packages/b/src/index.ts'].map((name) => workspace.path(name));
  expect(publicEntries(files).map(({ file }) => file)).toEqual(files);
});

test('what other packages import an entry by', () => {
  using workspace = new Workspace({
    'package.json': JSON.stringify({
      name: '@ours/db',
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './x/*': './dist/features/*.js',
      },
      bin: './dist/cli.js',
    }),
    ...Object.fromEntries(sources.map((name) => [name, ''])),
  });
  const entries = publicEntries(sources.map((name) => workspace.path(name)));
  const found = entries.map(({ file, specifiers }) => [path.relative(workspace.root, file), ...specifiers]);
  expect(found).toEqual([
    ['src/cli.ts'],
    ['src/features/a.ts', '@ours/db/x/a'],
    ['src/features/b.ts', '@ours/db/x/b'],
    ['src/index.ts', '@ours/db'],
  ]);
});

test('packages of the same repository that a package is linked to have entries too, and installed ones have none', () => {
  using workspace = new Workspace({
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/app/package.json': JSON.stringify({
      dependencies: { '@ours/rules': 'workspace:*', other: '^1.0.0', foreign: 'link:…' },
    }),
    'packages/app/index.ts': '',
    'packages/rules/package.json': JSON.stringify({
      name: '@ours/rules',
      exports: {
        '.': { development: './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      },
    }),
    'packages/rules/src/index.ts': '',
    'packages/app/node_modules/other/package.json': JSON.stringify({ name: 'other', main: 'index.js' }),
    'packages/app/node_modules/other/index.js': '',
  });
  using elsewhere = new Workspace({
    'package.json': '{ "name": "foreign", "main": "index.js" }',
    'index.js': '',
  });
  mkdirSync(workspace.path('packages/app/node_modules/@ours'));
  symlinkSync(elsewhere.root, workspace.path('packages/app/node_modules/foreign'));
  symlinkSync(workspace.path('packages/rules'), workspace.path('packages/app/node_modules/@ours/rules'));
  expect(publicEntries([workspace.path('packages/app/index.ts')])).toEqual([
    { file: workspace.path('packages/rules/src/index.ts'), published: true, specifiers: ['@ours/rules'] },
  ]);
});
