import { testPage } from './page.js';

testPage('docs/trace.md');
