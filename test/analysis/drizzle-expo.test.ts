import path from 'node:path';
import { afterAll } from 'vitest';
import { testCases } from '../support/case-suite.js';
import { DrizzlePackages } from '../support/drizzle.js';

const installed = new DrizzlePackages();

testCases({ folder: path.resolve('fixtures/drizzle-expo'), packages: installed.packages });

afterAll(() => {
  installed[Symbol.dispose]();
});
