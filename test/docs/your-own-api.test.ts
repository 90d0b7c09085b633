import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';
import { testPage } from './page.js';

testPage('docs/your-own-api.md', {
  packages: { notedb: path.join(packageRoot, 'test/support/notedb') },
});
