import { afterAll } from 'vitest';
import { DrizzlePackages } from '../support/drizzle.js';
import { testPage } from './page.js';

const installed = new DrizzlePackages();

afterAll(() => {
  installed[Symbol.dispose]();
});

const { 'drizzle-orm': drizzle = '', '@libsql/client': client = '' } = installed.packages;
testPage('docs/drizzle.md', { packages: { 'drizzle-orm': drizzle, '@libsql/client': client } });
