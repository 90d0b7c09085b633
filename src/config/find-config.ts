import { existsSync } from 'node:fs';
import path from 'node:path';
import { ancestors, findProjectRoot, workTreeTop, type Failure } from '../project/index.js';

const names = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `asyncshift.config.${extension}`);

/**
 * Finds the configuration for a folder: the nearest file `asyncshift.config.*` from there upward, to the top of the git
 * work tree, or of the project where there is none.
 * @returns its absolute path, nothing when there is none, or what is wrong when a folder holds two
 */
export function findConfig(folder: string): { ok: true; file?: string } | { ok: false; failures: Failure[] } {
  for (const candidate of ancestors(folder, workTreeTop(folder) ?? findProjectRoot(folder))) {
    const [file, second] = names.filter((name) => existsSync(path.join(candidate, name)));
    if (file === undefined) continue;
    if (second === undefined) return { ok: true, file: path.join(candidate, file) };
    const message = `${second} lies beside it. Keep one of them, or name one with --config.`;
    return { ok: false, failures: [{ file: path.join(candidate, file), message }] };
  }
  return { ok: true };
}
