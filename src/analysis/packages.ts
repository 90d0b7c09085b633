import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import type { ts } from '../compiler/typescript.js';

/** The package a library's declaration comes from, `@types/` left out: `chai`, `@vitest/spy`. */
export function packageOf(node: ts.Node): string | undefined {
  const [, inside] = /^.*\/node_modules\/(.*)$/.exec(node.getSourceFile().fileName) ?? [];
  const [, types, plain] = /^(?:@types\/([^/]+)|((?:@[^/]+\/)?[^/]+))/.exec(inside ?? '') ?? [];
  return types ?? plain;
}

/** The folder of the project's package that a file belongs to; without a manifest of its own that of the project. */
export function packageFolder({ fileName }: ts.SourceFile, root: string): string {
  if (!fileName.startsWith(`${root}/`)) return root;
  let folder = path.posix.dirname(fileName);
  while (folder !== root && !existsSync(path.posix.join(folder, 'package.json')))
    folder = path.posix.dirname(folder);
  return folder;
}

/** The major version of the package that a file gets when it imports it by name: as installed, or as its project asks for it. */
export function majorVersion(file: ts.SourceFile, name: string): number | undefined {
  let wanted: number | undefined;
  for (let folder = path.posix.dirname(file.fileName); ; folder = path.posix.dirname(folder)) {
    const manifest = path.posix.join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) {
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
      return version === undefined ? undefined : Number.parseInt(version, 10);
    }
    const asked = dependency(path.posix.join(folder, 'package.json'), name);
    if (asked !== undefined) wanted ??= minVersion(asked)?.major;
    if (folder === path.posix.dirname(folder)) return wanted;
  }
}

/** The range of versions that a project's manifest asks for, if there is one that says it in numbers. */
function dependency(manifest: string, name: string): string | undefined {
  if (!existsSync(manifest)) return undefined;
  const { dependencies, devDependencies } = parsedManifest(manifest);
  const range = dependencies?.[name] ?? devDependencies?.[name];
  return range !== undefined && validRange(range) !== null ? range : undefined;
}

function parsedManifest(
  file: string,
): Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof parsedManifest>;
  } catch {
    return {};
  }
}
