import { testPage } from './page.js';

testPage('docs/bun-sqlite.md', { compiles: 'is of the right type after the migration' });
