import path from 'node:path';
import { testCases } from '../support/case-suite.js';

// ASYNCSHIFT_TEST_BUN names a Bun; without it the programs are not run.
testCases({
  folder: path.resolve('fixtures/bun-sqlite'),
  packages: Object.fromEntries(
    ['@types/node', 'libsql', '@libsql/client'].map((name) => [name, path.resolve('node_modules', name)]),
  ),
  node: { file: process.env['ASYNCSHIFT_TEST_BUN'] },
});
