import path from 'node:path';
import { afterAll, describe } from 'vitest';
import { testCases } from '../support/case-suite.js';
import { DrizzlePackages } from '../support/drizzle.js';
import { nodeWithSqlite } from '../support/nodes.js';

const installed = new DrizzlePackages('1.0');
const { packages } = installed;

afterAll(() => {
  installed[Symbol.dispose]();
});

describe('on better-sqlite3', () => {
  testCases({ folder: path.resolve('fixtures/drizzle-1'), packages });
});

describe('on node:sqlite', () => {
  testCases({
    folder: path.resolve('fixtures/drizzle-1-node'),
    packages: { ...packages, '@types/node': path.resolve('node_modules/types-node-22') },
    node: { file: nodeWithSqlite },
  });
});

describe('on expo-sqlite', () => {
  testCases({ folder: path.resolve('fixtures/drizzle-1-expo'), packages });
});

// ASYNCSHIFT_TEST_BUN names a Bun; without it the programs are not run.
describe('on bun:sqlite', () => {
  testCases({
    folder: path.resolve('fixtures/drizzle-1-bun'),
    packages,
    node: { file: process.env['ASYNCSHIFT_TEST_BUN'] },
  });
});
