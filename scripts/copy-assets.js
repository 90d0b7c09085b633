// Copies into dist what tsc leaves out: sources that are not TypeScript.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

for (const folder of ['src', 'transforms']) {
  for (const name of readdirSync(path.join(root, folder), { recursive: true })) {
    if (!name.endsWith('.cjs')) continue;
    const target = path.join(root, 'dist', folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(root, folder, name), target);
  }
}
