import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';
import { testPage } from './page.js';

testPage('docs/sync-mysql.md', {
  packages: { mysql2: path.join(packageRoot, 'node_modules/mysql2') },
  compiles: 'is of the right type after the migration',
});
