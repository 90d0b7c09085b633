import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';
import { testPage } from './page.js';

testPage('docs/meteor.md', {
  packages: { meteor: path.join(packageRoot, 'test/support/meteor') },
  compiles: 'is of the right type after the migration',
});
