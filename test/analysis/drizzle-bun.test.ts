import path from 'node:path';
import { afterAll } from 'vitest';
import { testCases } from '../support/case-suite.js';
import { DrizzlePackages } from '../support/drizzle.js';

const installed = new DrizzlePackages();

// ASYNCSHIFT_TEST_BUN names a Bun; without it the programs are not run.
testCases({
  folder: path.resolve('fixtures/drizzle-bun'),
  packages: installed.packages,
  node: { file: process.env['ASYNCSHIFT_TEST_BUN'] },
});

afterAll(() => {
  installed[Symbol.dispose]();
});
