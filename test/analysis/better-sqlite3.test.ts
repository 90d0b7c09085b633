import path from 'node:path';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/better-sqlite3'),
  packages: {
    'better-sqlite3': path.resolve('test/support/better-sqlite3'),
    ...Object.fromEntries(
      ['@types/better-sqlite3', '@types/node', 'libsql', '@libsql/client'].map((name) => [
        name,
        path.resolve('node_modules', name),
      ]),
    ),
  },
});
