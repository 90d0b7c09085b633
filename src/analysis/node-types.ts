import { existsSync } from 'node:fs';
import path from 'node:path';
import { installedMajor } from '../compiler/older-defaults.js';
import { ts } from '../compiler/typescript.js';

/** The packages that declare Node's modules and globals, by what `types` calls them. */
const declaring = ['node', 'bun', 'bun-types'];

/**
 * The line that has a compiler know Node's types in a TypeScript file that needs them, or leave the file alone where they
 * are not installed. None where they are known anyway, or where nothing is installed that could tell.
 * @param target the file's absolute path
 */
export function nodeTypes(target: string, options: ts.CompilerOptions): string[] {
  const { types = ['*'], typeRoots, preserveSymlinks = false } = options;
  // Without a configuration's place they would be looked for around the current directory.
  const lookup = { configFilePath: target, preserveSymlinks, ...(typeRoots && { typeRoots }) };
  const known = types.includes('*') && includesAll(target) ? declaring : types;
  if (known.some((name) => leadsToNode(name, target, lookup))) return [];
  const found = declaring.find((name) => leadsToNode(name, target, lookup));
  if (found !== undefined) return [`/// <reference types="${found}" />`];
  return hasPackages(path.posix.dirname(target))
    ? ['// @ts-nocheck: the types of Node are not installed.']
    : [];
}

/** Whether a project's compiler includes all that is in `@types` by itself, as TypeScript did up to 5. */
function includesAll(target: string): boolean {
  const installed = installedMajor(target);
  return installed < 6 || !Number.isFinite(installed);
}

/** Whether what a package of types declares, or those that it refers to, are Node's: Bun's refer to them. */
function leadsToNode(
  name: string,
  from: string,
  lookup: ts.CompilerOptions,
  seen = new Set<string>(),
): boolean {
  const { resolvedTypeReferenceDirective: resolved } = ts.resolveTypeReferenceDirective(
    name,
    from,
    lookup,
    ts.sys,
  );
  const file = resolved?.resolvedFileName;
  if (file === undefined || seen.has(file)) return false;
  if (name === 'node') return true;
  seen.add(file);
  const { typeReferenceDirectives } = ts.preProcessFile(ts.sys.readFile(file) ?? '', false);
  return typeReferenceDirectives.some(({ fileName }) => leadsToNode(fileName, file, lookup, seen));
}

/** Whether packages are installed for the files of a folder. */
function hasPackages(folder: string): boolean {
  if (existsSync(path.posix.join(folder, 'node_modules'))) return true;
  const above = path.posix.dirname(folder);
  return above !== folder && hasPackages(above);
}
