import path from 'node:path';
import { profilesFor } from '../../src/profiles/families.js';
import { families } from '../../src/profiles/index.js';
import { testCases } from '../support/case-suite.js';

testCases({
  folder: path.resolve('fixtures/node-fs'),
  packages: { '@types/node': path.resolve('node_modules/@types/node') },
  profiles: profilesFor(families, { also: ['node:fs'] }),
});
