import { existsSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';

/** The packages that declare Node's modules and globals, by what `types` calls them. */
const declaring = ['node', 'bun', 'bun-types'];

/**
 * The line that has a compiler know Node's types in a TypeScript file that needs them, or leave the file alone where they
 * are not installed. None where they are known anyway, or where nothing is installed that could tell.
 * @param target the file's absolute path
 */
export function nodeTypes(target: string, { types = ['*'], typeRoots }: ts.CompilerOptions): string[] {
  if (types.some((name) => declaring.includes(name))) return [];
  // Without a configuration's place they would be looked for around the current directory.
  const options: ts.CompilerOptions = { configFilePath: target, ...(typeRoots && { typeRoots }) };
  const found = declaring.find(
    (name) => ts.resolveTypeReferenceDirective(name, target, options, ts.sys).resolvedTypeReferenceDirective,
  );
  if (found !== undefined) return types.includes('*') ? [] : [`/// <reference types="${found}" />`];
  return hasPackages(path.posix.dirname(target))
    ? ['// @ts-nocheck: the types of Node are not installed.']
    : [];
}

/** Whether packages are installed for the files of a folder. */
function hasPackages(folder: string): boolean {
  if (existsSync(path.posix.join(folder, 'node_modules'))) return true;
  const above = path.posix.dirname(folder);
  return above !== folder && hasPackages(above);
}
