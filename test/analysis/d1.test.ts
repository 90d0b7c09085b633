import path from 'node:path';
import { afterAll, describe } from 'vitest';
import { testCases } from '../support/case-suite.js';
import { DrizzlePackages } from '../support/drizzle.js';

const first = new DrizzlePackages();
const second = new DrizzlePackages('1.0');
const node = { file: path.resolve('test/support/d1/node-with-d1') };

afterAll(() => {
  first[Symbol.dispose]();
  second[Symbol.dispose]();
});

testCases({ folder: path.resolve('fixtures/d1'), packages: first.packages, node });

describe('with Drizzle 1.0', () => {
  testCases({ folder: path.resolve('fixtures/d1-drizzle-1'), packages: second.packages, node });
});
