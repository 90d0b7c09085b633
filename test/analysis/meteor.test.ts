import path from 'node:path';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/meteor'),
  packages: {
    meteor: path.resolve('test/support/meteor'),
    '@types/node': path.resolve('node_modules/@types/node'),
  },
});
