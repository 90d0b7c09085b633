import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { testCases } from '../support/case-suite.js';
import { nodeWithSqlite } from '../support/nodes.js';

// A library is known by the folder it is in: the declarations of Node 22 need one of their own name.
const types = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-types-')));
const installed = path.join(types, 'node_modules/@types/node');
cpSync('node_modules/types-node-22', installed, { recursive: true });
symlinkSync(path.resolve('node_modules/undici-types'), path.join(types, 'node_modules/undici-types'));

afterAll(() => {
  rmSync(types, { recursive: true });
});

testCases({
  folder: path.resolve('fixtures/node-sqlite'),
  packages: {
    '@types/node': installed,
    ...Object.fromEntries(
      ['libsql', '@libsql/client'].map((name) => [name, path.resolve('node_modules', name)]),
    ),
  },
  node: { file: nodeWithSqlite },
});
