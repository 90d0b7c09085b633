import { testPage } from './page.js';

testPage('docs/verify-run.md');
