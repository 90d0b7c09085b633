import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ancestors } from '../../project/ancestors.js';

/** The folder of asyncshift's own package.json, from sources and from dist alike. */
export function packageRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const root = ancestors(here).find((folder) => existsSync(path.join(folder, 'package.json')));
  if (root === undefined)
    throw new Error(`No package.json above ${here}: asyncshift is not installed as a package.`);
  return root;
}

/** The URL of tsx's loader for `node --import`, from asyncshift's own dependencies. */
export function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

/** Whether code in a folder can resolve the package `asyncshift`. */
export function resolvesAsyncshift(folder: string): boolean {
  try {
    createRequire(path.join(folder, 'x.js')).resolve('asyncshift/package.json');
    return true;
  } catch {
    return false;
  }
}
