import path from 'node:path';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/orm'),
  packages: {
    asyncshift: path.resolve('.'),
    '@types/node': path.resolve('node_modules/@types/node'),
  },
});
