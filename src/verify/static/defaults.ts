import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ts } from '../../compiler/typescript.js';

/**
 * Compiler options a project means when its tsconfig is silent. TypeScript 6 changed some defaults (`strict` is on, no
 * `@types` package is included by itself); a project that has an older TypeScript installed counts on the old ones.
 * Source: TypeScript 6.0 release notes, "Breaking Changes and Deprecations".
 * @param file absolute path of a file of the project
 */
export function projectDefaults(file: string | undefined): ts.CompilerOptions {
  const defaults: ts.CompilerOptions = { types: ['*'] };
  return file !== undefined && installedMajor(file) < 6 ? { ...defaults, strict: false } : defaults;
}

/** Major version of the TypeScript a file's project has installed; the newest thinkable when it has none. */
function installedMajor(file: string): number {
  try {
    const manifest = createRequire(file).resolve('typescript/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return Number.parseInt(version, 10);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
