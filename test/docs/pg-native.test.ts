import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';
import { testPage } from './page.js';

testPage('docs/pg-native.md', {
  packages: Object.fromEntries(
    ['pg', '@types/pg'].map((name) => [name, path.join(packageRoot, 'node_modules', name)]),
  ),
  compiles: 'is of the right type after the migration',
});
