import { testPage } from './page.js';

testPage('docs/node-fs.md');
