import path from 'node:path';
import { packageRoot } from '../../src/package/root.js';
import { testPage } from './page.js';

testPage('docs/expo-sqlite.md', {
  packages: { 'expo-sqlite': path.join(packageRoot, 'test/support/expo-sqlite') },
  compiles: 'is of the right type after the migration',
});
