// After tsc: copies into dist the sources that are not TypeScript, and takes out what has no source any more, so that
// what is published is what a clean clone builds.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));

const sources = ['src', 'transforms'].flatMap((folder) => filesBelow(path.join(root, folder)));
for (const source of sources.filter((name) => name.endsWith('.cjs'))) {
  const target = path.join(root, 'dist', source);
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(path.join(root, source), target);
}

for (const built of filesBelow(path.join(root, 'dist'))) {
  const source = path.join(root, path.relative('dist', built));
  const candidates = [source, source.replace(/(\.d)?\.([cm]?)[jt]s$/, '.$2ts')];
  if (!candidates.some((file) => existsSync(file))) rmSync(path.join(root, built));
}
