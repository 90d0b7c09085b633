import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listBuilt, listFiles } from '../../../src/verify/run/list-files.js';
import { commitAll, makeFolder, writeFiles } from '../workspace.js';

const tree = {
  '.gitignore': '*.db\nnode_modules/\ndist/\ngenerated/\n.env\nnotes.txt\n',
  'src/main.ts': '',
  'src/generated/client.ts': '',
  'src/generated/schema.bin': '',
  'node_modules/pkg/index.js': '',
  'dist/main.js': '',
  'shop.db': '',
  'data/shop.db-wal': '',
  'notes.txt': '',
  '.env': '',
};

it('lists what git tracks or would add, and ignored code and settings', async () => {
  const root = makeFolder(tree);
  commitAll(root);
  writeFiles(root, { 'src/new.ts': '', 'other.db': '' });
  expect(await listFiles(root)).toEqual([
    '.env',
    '.gitignore',
    'data/shop.db-wal',
    'src/generated/client.ts',
    'src/main.ts',
    'src/new.ts',
  ]);
});

it('lists a tracked file although a pattern ignores it', async () => {
  const root = makeFolder({ 'seed.db': '', 'a.ts': '' });
  commitAll(root);
  writeFiles(root, { '.gitignore': '*.db\n', 'left-over.db': '' });
  expect(await listFiles(root)).toEqual(['.gitignore', 'a.ts', 'seed.db']);
});

it('lists no package of a repository that does not ignore them', async () => {
  const root = makeFolder({
    'a.ts': '',
    'node_modules/pkg/index.js': '',
    'lib/node_modules/pkg/index.js': '',
  });
  symlinkSync('../lib', path.join(root, 'node_modules/linked'));
  commitAll(root);
  writeFiles(root, { 'node_modules/new/index.js': '' });
  expect(await listFiles(root)).toEqual(['a.ts']);
});

it('lists the part of a repository below a folder, relative to the folder', async () => {
  const root = makeFolder({ 'README.md': '', 'apps/shop/src/main.ts': '' });
  commitAll(root);
  expect(await listFiles(path.join(root, 'apps/shop'))).toEqual(['src/main.ts']);
});

it('lists the files of a repository inside the repository', async () => {
  const root = makeFolder({ 'a.ts': '', 'vendor/lib/b.ts': '' });
  commitAll(path.join(root, 'vendor/lib'));
  commitAll(root);
  expect(await listFiles(root)).toEqual(['a.ts', 'vendor/lib/b.ts']);
});

it('lists everything but junk where there is no git', async () => {
  const root = makeFolder(tree);
  symlinkSync('src/main.ts', path.join(root, 'link.ts'));
  expect(await listFiles(root)).toEqual([
    '.env',
    '.gitignore',
    'link.ts',
    'notes.txt',
    'src/generated/client.ts',
    'src/generated/schema.bin',
    'src/main.ts',
  ]);
});

it('lists everything but junk in a folder its repository ignores as a whole', async () => {
  const root = makeFolder({ '.gitignore': 'scratch/\n', 'scratch/main.ts': '', 'scratch/app.sqlite3': '' });
  commitAll(root);
  expect(await listFiles(path.join(root, 'scratch'))).toEqual(['main.ts']);
});

it('lists what is built of packages in which nothing changes', async () => {
  const root = makeFolder({
    '.gitignore': 'dist/\nnode_modules/\n',
    'package.json': '{}',
    'dist/root.js': '',
    'libs/core/package.json': '{}',
    'libs/core/src/dist/inner.js': '',
    'libs/core/dist/index.js': '',
    'libs/core/dist/types/index.d.ts': '',
    'libs/data/package.json': '{}',
    'libs/data/dist/index.js': '',
  });
  commitAll(root);
  const files = await listFiles(root);
  const built = ['libs/core/dist/index.js', 'libs/core/dist/types/index.d.ts'];
  expect((await listBuilt(root, files, ['libs/data/src/db.ts', 'main.ts'])).toSorted()).toEqual(built);
  expect(await listBuilt(root, files, ['libs/core/src/deep/in/it.ts', 'libs/data/a.ts'])).toEqual([
    'dist/root.js',
  ]);
});
