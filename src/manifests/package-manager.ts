import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ancestors, workTreeTop } from '../project/index.js';
import { readManifest } from './dependencies.js';

/** Files that one package manager alone writes or reads. */
const ownFiles: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': 'pnpm',
  'pnpm-workspace.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
};

/** The package manager a folder's packages are installed with: as `packageManager` says, else by its own files; else npm. */
export function packageManagerOf(folder: string): string {
  for (const candidate of ancestors(folder, workTreeTop(folder) ?? folder)) {
    const manifest = path.join(candidate, 'package.json');
    if (existsSync(manifest)) {
      const named = /^(?:npm|pnpm|yarn|bun)(?=@)/.exec(
        readManifest(readFileSync(manifest, 'utf8')).packageManager ?? '',
      );
      if (named) return named[0];
    }
    const own = Object.keys(ownFiles).find((name) => existsSync(path.join(candidate, name)));
    if (own !== undefined) return ownFiles[own] ?? 'npm';
  }
  return 'npm';
}
