import path from 'node:path';
import { testCases } from '../support/case-suite.js';
import { storeProfile } from '../support/store-profile.js';

testCases({
  folder: path.resolve('fixtures/propagation'),
  packages: {
    store: path.resolve('test/support/store'),
    '@types/node': path.resolve('node_modules/@types/node'),
  },
  profiles: [storeProfile],
});
