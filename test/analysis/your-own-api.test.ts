import path from 'node:path';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/your-own-api'),
  packages: {
    notedb: path.resolve('test/support/notedb'),
    '@types/node': path.resolve('node_modules/@types/node'),
  },
});
