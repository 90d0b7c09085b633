import path from 'node:path';
import { expect, it } from 'vitest';
import { findEntry } from '../../src/verify/entry.js';
import { makeFolder, type Files } from './workspace.js';

function find(files: Files, given?: string) {
  const root = makeFolder(files);
  const found = findEntry(root, given);
  if (!found.ok) return { ...found, message: found.message.replaceAll(root, '<root>') };
  const { file, cwd, args } = found.entry;
  return { file: path.relative(root, file), cwd: path.relative(root, cwd), args };
}

it('takes a file as it is and runs it in the folder of its package.json', () => {
  const files = {
    'package.json': '{}',
    'apps/shop/package.json': '{}',
    'apps/shop/src/cli.ts': '',
    'tool.ts': '',
  };
  expect(find(files, 'apps/shop/src/cli.ts')).toEqual({
    file: 'apps/shop/src/cli.ts',
    cwd: 'apps/shop',
    args: [],
  });
  expect(find(files, 'tool.ts')).toEqual({ file: 'tool.ts', cwd: '', args: [] });
});

it('prefers what package.json says about asyncshift', () => {
  const manifest = {
    asyncshift: { entry: 'src/verify-me.ts', args: ['--all'] },
    scripts: { start: 'tsx src/main.ts' },
    main: 'index.ts',
  };
  const files = {
    'package.json': JSON.stringify(manifest),
    'src/verify-me.ts': '',
    'src/main.ts': '',
    'index.ts': '',
  };
  expect(find(files)).toEqual({ file: 'src/verify-me.ts', cwd: '', args: ['--all'] });
});

it('then takes the start script, then main, then the usual names', () => {
  const manifest = JSON.stringify({
    scripts: { start: 'NODE_ENV=x node --import tsx "./src/app.ts" --port 1' },
    main: './lib.mjs',
  });
  const files = {
    'package.json': manifest,
    'src/app.ts': '',
    'lib.mjs': '',
    'src/main.ts': '',
    'main.ts': '',
  };
  expect(find(files)).toMatchObject({ file: 'src/app.ts' });
  expect(find({ ...files, 'package.json': '{ "main": "./lib.mjs" }' })).toMatchObject({ file: 'lib.mjs' });
  expect(find({ 'src/main.ts': '', 'src/index.ts': '', 'main.ts': '' })).toMatchObject({
    file: 'src/main.ts',
  });
  expect(find({ 'src/index.js': '', 'main.ts': '' })).toMatchObject({ file: 'src/index.js' });
  expect(find({ 'app/main.ts': '' }, 'app')).toMatchObject({ file: 'app/main.ts' });
});

it('runs the source of a built file, never the built file', () => {
  const manifest = '{ "scripts": { "start": "node dist/server/run.js" }, "main": "dist/index.js" }';
  const files = { 'package.json': manifest, 'dist/server/run.js': '', 'dist/index.js': '' };
  expect(find({ ...files, 'src/server/run.ts': '' })).toMatchObject({ file: 'src/server/run.ts' });
  expect(find({ ...files, 'src/index.mts': '' })).toMatchObject({ file: 'src/index.mts' });
});

it('says what was tried when a folder has no program', () => {
  expect(
    find({
      'package.json': '{ "scripts": { "start": "next start" }, "main": "dist/x.js" }',
      'dist/x.js': '',
    }),
  ).toEqual({
    ok: false,
    named: false,
    message:
      'No program to run in <root>: no "asyncshift.entry" in package.json; the "start" script (next start) names no source ' +
      'file that exists; "main" (dist/x.js) has no source file; none of src/main.ts, src/index.ts, main.ts, index.ts, ' +
      'src/app.ts, src/server.ts, src/cli.ts, app.ts, server.ts (or .js and the like). Name the file to run: asyncshift ' +
      'verify <file>.',
  });
});

it('says when what was named is not there', () => {
  expect(find({}, 'src/mian.ts')).toEqual({
    ok: false,
    named: true,
    message: 'The entry src/mian.ts does not exist in <root>.',
  });
  expect(find({ 'package.json': '{ "asyncshift": { "entry": "gone.ts" } }', 'src/main.ts': '' })).toEqual({
    ok: false,
    named: true,
    message: '"asyncshift.entry" in <root>/package.json is gone.ts, which does not exist.',
  });
  expect(find({}, '../elsewhere.ts')).toMatchObject({ ok: false, named: true });
});

it('is not put off by a package.json that is not JSON', () => {
  expect(find({ 'package.json': '{', 'main.ts': '' })).toMatchObject({ file: 'main.ts' });
  expect(find({ 'package.json': '[]', 'main.ts': '' })).toMatchObject({ file: 'main.ts' });
  expect(
    find({ 'package.json': '{ "scripts": 3, "main": 4, "asyncshift": [] }', 'main.ts': '' }),
  ).toMatchObject({ file: 'main.ts' });
});
