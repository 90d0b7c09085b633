import { testPage } from './page.js';

testPage('docs/drizzle-kit.md');
