import { testPage } from './page.js';

testPage('docs/packages.md');
