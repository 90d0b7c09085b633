import { existsSync } from 'node:fs';
import path from 'node:path';
import { ancestors, workTreeTop } from './ancestors.js';

/** The project a folder belongs to: the nearest folder upward with a package.json or a tsconfig.json, not beyond the git work tree; else the folder itself. */
export function findProjectRoot(folder: string): string {
  const marksRoot = (candidate: string) =>
    ['package.json', 'tsconfig.json'].some((name) => existsSync(path.join(candidate, name)));
  return ancestors(folder, workTreeTop(folder)).find(marksRoot) ?? folder;
}
