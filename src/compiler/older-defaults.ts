import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import { ts } from './typescript.js';

/** What a tsconfig calls `node10`: the compiler's own name for it is deprecated. */
const node10 = ts.convertCompilerOptionsFromJson({ moduleResolution: 'node10' }, '.').options;

/**
 * What a project means by not saying how modules are imported: TypeScript 6 changed that, and a project that has an older
 * one installed counts on its defaults. Source: TypeScript 6.0 release notes, "Breaking Changes and Deprecations".
 * @param file absolute path of a file of the project
 * @param options what its tsconfig says
 */
export function importDefaults(file: string | undefined, options: ts.CompilerOptions): ts.CompilerOptions {
  const { module = ts.ModuleKind.CommonJS, esModuleInterop, moduleResolution } = options;
  if (file === undefined || module >= ts.ModuleKind.Node16 || installedMajor(file) >= 6) return {};
  const isNode10 = module === ts.ModuleKind.CommonJS && moduleResolution === undefined;
  return {
    ...(esModuleInterop === undefined ? { esModuleInterop: false } : {}),
    ...(isNode10 ? node10 : {}),
  };
}

/**
 * Major version of the TypeScript a file's project has installed, else of the one its package.json asks for; the newest
 * thinkable when it has none.
 */
export function installedMajor(file: string): number {
  const require = createRequire(file);
  try {
    return major(versionIn(require.resolve('typescript/package.json'), ({ version }) => version));
  } catch {
    return major(askedFor(path.dirname(file)));
  }
}

/** The versions of TypeScript that the nearest package.json above which names it asks for. */
function askedFor(folder: string): string | undefined {
  const manifest = path.join(folder, 'package.json');
  const here = existsSync(manifest)
    ? versionIn(
        manifest,
        ({ dependencies, devDependencies }) =>
          devDependencies?.['typescript'] ?? dependencies?.['typescript'],
      )
    : undefined;
  const above = path.dirname(folder);
  return here ?? (above === folder ? undefined : askedFor(above));
}

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function versionIn(file: string, of: (manifest: Manifest) => string | undefined): string | undefined {
  try {
    return of(JSON.parse(readFileSync(file, 'utf8')) as Manifest);
  } catch {
    return undefined; // it is not JSON: others say so
  }
}

function major(range: string | undefined): number {
  const lowest = range === undefined || validRange(range) === null ? null : minVersion(range);
  return lowest?.major ?? Number.POSITIVE_INFINITY;
}
