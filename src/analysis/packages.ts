import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ts } from '../compiler/typescript.js';

/** The package a library's declaration comes from, `@types/` left out: `chai`, `@vitest/spy`. */
export function packageOf(node: ts.Node): string | undefined {
  const [, inside] = /^.*\/node_modules\/(.*)$/.exec(node.getSourceFile().fileName) ?? [];
  const [, types, plain] = /^(?:@types\/([^/]+)|((?:@[^/]+\/)?[^/]+))/.exec(inside ?? '') ?? [];
  return types ?? plain;
}

/** The major version of the package that a file gets when it imports it by name, if it is installed. */
export function majorVersion(file: ts.SourceFile, name: string): number | undefined {
  for (let folder = path.posix.dirname(file.fileName); ; folder = path.posix.dirname(folder)) {
    const manifest = path.posix.join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
      return version === undefined ? undefined : Number.parseInt(version, 10);
    }
    if (folder === path.posix.dirname(folder)) return undefined;
  }
}
