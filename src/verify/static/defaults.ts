import { importDefaults, installedMajor } from '../../compiler/older-defaults.js';
import type { ts } from '../../compiler/typescript.js';

/**
 * Compiler options a project means when its tsconfig is silent. TypeScript 6 changed some defaults (`strict` is on, no
 * `@types` package is included by itself); a project that has an older TypeScript installed counts on the old ones.
 * Source: TypeScript 6.0 release notes, "Breaking Changes and Deprecations".
 * @param file absolute path of a file of the project
 * @param options what its tsconfig says
 */
export function projectDefaults(file: string | undefined, options: ts.CompilerOptions): ts.CompilerOptions {
  const defaults: ts.CompilerOptions = { types: ['*'], ...importDefaults(file, options) };
  return file !== undefined && installedMajor(file) < 6 ? { ...defaults, strict: false } : defaults;
}
