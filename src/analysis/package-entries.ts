import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

/**
 * Tells whether a declaration is among the exports of the package it belongs to, so that code out of sight can use it: of
 * a package that is not private, through a file its `exports`, `main`, `module` or `types` name or are built from.
 */
export function isPublic(
  node: ts.Declaration & { name: ts.Identifier },
  ask: Questions,
  files: SourceFiles,
): boolean {
  const file = node.getSourceFile();
  const entries = entriesAbove(path.posix.dirname(file.fileName));
  if (entries.size === 0) return false;
  const symbol = ask.symbol(node.name);
  return [...files.dependents(file)].some((module) => {
    if (!entries.has(stemOf(module.fileName))) return false;
    const own = ask.checker.getSymbolAtLocation(module);
    const exported = own ? ask.checker.getExportsOfModule(own) : [];
    return exported.some((one) => {
      const declared = one.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(one) : one;
      return declared === symbol;
    });
  });
}

/** The entries of the nearest package, without extensions, as they are named and where their sources may be. */
function entriesAbove(folder: string): ReadonlySet<string> {
  const name = path.posix.join(folder, 'package.json');
  if (!existsSync(name)) {
    const parent = path.posix.dirname(folder);
    return parent === folder ? new Set() : entriesAbove(parent);
  }
  const { config } = ts.readConfigFile(name, () => readFileSync(name, 'utf8')) as {
    config?: Record<string, unknown>;
  };
  if (!config || config['private'] === true) return new Set();
  const named = ['exports', 'main', 'module', 'types', 'typings'].flatMap((key) => pathsIn(config[key]));
  return new Set(
    named.flatMap((entry) => {
      const plain = stemOf(path.posix.normalize(entry));
      const built = plain.replace(/^[^/]+\//, '');
      return [plain, built, `src/${built}`].map((one) => path.posix.join(folder, one));
    }),
  );
}

/** The paths in a field of a package.json, at whatever depth its conditions put them. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

/** A file's path without its extension, so that `index.d.ts`, `index.js` and `index.ts` are one. */
function stemOf(file: string): string {
  return file.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
}
