import { testPage } from './page.js';

testPage('docs/better-sqlite3.md', { compiles: 'is of the right type after the migration' });
