import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/package/root.js';
import { createSandbox } from '../../../src/verify/run/sandbox.js';
import { makeFolder } from '../workspace.js';

async function sandboxOf(root: string, outside: string[] = []) {
  const sandbox = await createSandbox(root, outside);
  onTestFinished(() => sandbox.dispose());
  return sandbox;
}
const none = new Map<string, null>();

it('copies the tree, with files of the other side in place of its own', async () => {
  const root = makeFolder({ 'a.ts': 'after', 'b.ts': 'same', 'helper.ts': 'new', 'run.sh': '' });
  chmodSync(path.join(root, 'run.sh'), 0o755);
  const { project, fill } = await sandboxOf(root);
  await fill(
    new Map([
      ['a.ts', Buffer.from('before')],
      ['helper.ts', null],
      ['old/c.ts', Buffer.from('gone')],
    ]),
  );
  const read = (name: string) => readFileSync(path.join(project, name), 'utf8');
  expect([read('a.ts'), read('b.ts'), read('old/c.ts')]).toEqual(['before', 'same', 'gone']);
  expect(existsSync(path.join(project, 'helper.ts'))).toBe(false);
  expect(statSync(path.join(project, 'run.sh')).mode & 0o111).toBe(0o111);
});

it('is fresh every time it is filled, and gone in the end', async () => {
  const root = makeFolder({ 'a.ts': 'after' });
  const { base, project, temp, fill, dispose } = await sandboxOf(root);
  await fill(new Map([['a.ts', Buffer.from('before')]]));
  writeFileSync(path.join(project, 'shop.db'), 'rows');
  writeFileSync(path.join(temp, 'cache'), 'rows');
  await fill(none);
  expect(readFileSync(path.join(project, 'a.ts'), 'utf8')).toBe('after');
  expect([existsSync(path.join(project, 'shop.db')), existsSync(path.join(temp, 'cache'))]).toEqual([
    false,
    false,
  ]);
  await dispose();
  expect(existsSync(base)).toBe(false);
  expect(readFileSync(path.join(root, 'a.ts'), 'utf8')).toBe('after');
});

it('reaches node_modules of the project and above it at the same depth', async () => {
  const repo = makeFolder({
    'package.json': '{ "type": "module" }',
    'node_modules/above/index.js': '',
    'apps/shop/node_modules/own/index.js': '',
    'apps/shop/main.ts': '',
    'apps/shop/tools/package.json': '{}',
    'apps/shop/tools/node_modules/inner/index.js': '',
  });
  const { project, fill } = await sandboxOf(path.join(repo, 'apps/shop'));
  await fill(none);
  const real = (name: string) => path.relative(repo, realpathSync(path.join(project, name)));
  expect(real('node_modules/own/index.js')).toBe('apps/shop/node_modules/own/index.js');
  expect(real('tools/node_modules/inner/index.js')).toBe('apps/shop/tools/node_modules/inner/index.js');
  expect(real('../../node_modules/above/index.js')).toBe('node_modules/above/index.js');
  expect(real('../../package.json')).toBe('package.json');
});

it('leads links between packages of the project to the copy', async () => {
  const root = makeFolder({
    'packages/core/package.json': '{}',
    'packages/core/index.ts': 'after',
    'node_modules/other/index.js': '',
    'node_modules/@scope/other/index.js': '',
  });
  symlinkSync('../../packages/core', path.join(root, 'node_modules/@scope/core'));
  const { project, fill } = await sandboxOf(root);
  await fill(new Map([['packages/core/index.ts', Buffer.from('before')]]));
  expect(readFileSync(path.join(project, 'node_modules/@scope/core/index.ts'), 'utf8')).toBe('before');
  for (const name of ['node_modules/other', 'node_modules/@scope/other']) {
    expect(realpathSync(path.join(project, name))).toBe(path.join(root, name));
  }
});

it('leaves the links of a package store alone', async () => {
  const root = makeFolder({ 'a.ts': '', 'node_modules/.pnpm/pkg@1/node_modules/pkg/index.js': '' });
  symlinkSync('.pnpm/pkg@1/node_modules/pkg', path.join(root, 'node_modules/pkg'));
  const { project, fill } = await sandboxOf(root);
  await fill(none);
  expect(readlinkSync(path.join(project, 'node_modules'))).toBe(path.join(root, 'node_modules'));
});

it('links asyncshift itself only where the project has none', async () => {
  const bare = makeFolder({ 'a.ts': '' });
  const without = await sandboxOf(bare);
  await without.fill(none);
  await without.fill(none);
  expect(realpathSync(path.join(without.base, 'node_modules/asyncshift'))).toBe(packageRoot);

  const installed = makeFolder({
    'a.ts': '',
    'node_modules/asyncshift/package.json': '{ "name": "asyncshift" }',
  });
  const withOwn = await sandboxOf(installed);
  await withOwn.fill(none);
  expect(existsSync(path.join(withOwn.base, 'node_modules'))).toBe(false);
});

it('copies files from above the project that it is told of', async () => {
  const repo = makeFolder({ 'tsconfig.base.json': '{}', 'apps/shop/main.ts': '' });
  const { project, fill } = await sandboxOf(path.join(repo, 'apps/shop'), [
    path.join(repo, 'tsconfig.base.json'),
  ]);
  await fill(none);
  expect(readFileSync(path.join(project, '../../tsconfig.base.json'), 'utf8')).toBe('{}');
});

it('keeps symbolic links, leading absolute ones into the copy', async () => {
  const root = makeFolder({ 'real/a.txt': 'a' });
  symlinkSync('real/a.txt', path.join(root, 'relative'));
  symlinkSync(path.join(root, 'real'), path.join(root, 'absolute'));
  mkdirSync(path.join(root, 'empty'));
  const { project, fill } = await sandboxOf(root);
  await fill(none);
  expect(readlinkSync(path.join(project, 'relative'))).toBe('real/a.txt');
  expect(readlinkSync(path.join(project, 'absolute'))).toBe(path.join(project, 'real'));
});

it('links packages that are behind a link themselves, without git too', async () => {
  const elsewhere = makeFolder({ 'p/index.js': 'p' });
  const root = makeFolder({ 'a.ts': 'a' });
  symlinkSync(elsewhere, path.join(root, 'node_modules'));
  const { project, fill } = await sandboxOf(root);
  await fill(none);
  expect(readFileSync(path.join(project, 'node_modules/p/index.js'), 'utf8')).toBe('p');
});

it('has files above the project as they were on the other side', async () => {
  const top = makeFolder({ 'package.json': 'after', 'app/package.json': '{}', 'app/a.ts': '' });
  const { project, fill } = await sandboxOf(path.join(top, 'app'));
  const above = path.join(project, '../package.json');
  await fill(new Map([['../package.json', Buffer.from('before')]]));
  expect(readFileSync(above, 'utf8')).toBe('before');
  expect(readFileSync(path.join(top, 'package.json'), 'utf8')).toBe('after');
  await fill(new Map([['../../../../../../../../escaped.txt', Buffer.from('')]]));
  expect(readFileSync(above, 'utf8')).toBe('after');
  expect(existsSync(path.resolve('/escaped.txt'))).toBe(false);
});
