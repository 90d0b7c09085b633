import path from 'node:path';
import { testCases } from '../support/case-suite.js';
import { storeProfile } from '../support/store-profile.js';

const packages = [
  '@types/express',
  '@types/koa',
  '@types/node',
  'commander',
  'express',
  'fastify',
  'hono',
  'node-cron',
  'vitest',
];

testCases({
  folder: path.resolve('fixtures/libraries'),
  packages: {
    store: path.resolve('test/support/store'),
    ...Object.fromEntries(packages.map((name) => [name, path.resolve('node_modules', name)])),
  },
  profiles: [storeProfile],
});
