import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

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
