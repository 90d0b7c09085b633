import { existsSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { HelperLanguage } from './helpers.js';
import { packageFolder } from './packages.js';
import { importStyle } from './source-files.js';

/** A file that asyncshift writes into a project. */
export interface WrittenFile {
  language: HelperLanguage;
  /** Absolute. */
  target: string;
}

/** The file of a name that a source file of the project can import, beside the sources of its package. */
export function writtenFileFor(file: ts.SourceFile, name: string, root: string): WrittenFile {
  const { language, extension } = kindFor(file);
  return { language, target: path.posix.join(sourcesOf(file, root), `${name}.${extension}`) };
}

/** The folder of the sources of the package a file belongs to. */
function sourcesOf(file: ts.SourceFile, root: string): string {
  const source = path.posix.join(packageFolder(file, root), 'src');
  return existsSync(source) ? source : path.posix.dirname(source);
}

function kindFor(file: ts.SourceFile): { language: HelperLanguage; extension: string } {
  // Compiled, it must not take the place of the file for JavaScript, nor be taken for it.
  if (file.fileName.endsWith('.cts')) return { language: 'ts', extension: 'commonjs.cts' };
  if (!/\.[cm]?jsx?$/.test(file.fileName)) return { language: 'ts', extension: 'ts' };
  return importStyle(file) === 'import'
    ? { language: 'esm', extension: 'mjs' }
    : { language: 'commonjs', extension: 'cjs' };
}

/**
 * How a file names another in an import: with the extension its other imports of code have. Where Node reads the module
 * as it is, nothing but an extension will do.
 */
export function specifierFor(file: ts.SourceFile, target: string): string {
  const relative = path.posix.relative(path.posix.dirname(file.fileName), target);
  const withDot = relative.startsWith('.') ? relative : `./${relative}`;
  if (target.endsWith('.cts')) return withDot.replace(/cts$/, 'cjs');
  if (!target.endsWith('.ts')) return withDot;
  const specifiers = (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
  const local = specifiers.map((specifier) => specifier.text).filter((text) => text.startsWith('.'));
  const bare = withDot.slice(0, -'.ts'.length);
  if (local.some((text) => text.endsWith('.ts'))) return withDot;
  // A package with a bundler may be read together with others that Node runs.
  const leavesOut = local.some((text) => namesWithoutExtension(text, path.posix.dirname(file.fileName)));
  const isNodes = file.impliedNodeFormat === ts.ModuleKind.ESNext && !leavesOut;
  return isNodes || local.some((text) => /\.[cm]?jsx?$/.test(text)) ? `${bare}.js` : bare;
}

/** Whether a relative import means a file of code by its name alone. */
function namesWithoutExtension(text: string, folder: string): boolean {
  const named = path.posix.join(folder, text);
  const endings = ['.ts', '.tsx', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.js', '/index.jsx'];
  return endings.some((ending) => existsSync(`${named}${ending}`));
}
