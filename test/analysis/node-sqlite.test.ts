import path from 'node:path';
import { testCases } from '../support/case-suite.js';
import { nodeWithSqlite } from '../support/nodes.js';

testCases({
  folder: path.resolve('fixtures/node-sqlite'),
  packages: {
    '@types/node': path.resolve('node_modules/types-node-22'),
    ...Object.fromEntries(
      ['libsql', '@libsql/client'].map((name) => [name, path.resolve('node_modules', name)]),
    ),
  },
  node: { file: nodeWithSqlite },
});
