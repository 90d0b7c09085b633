import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { UrlSchemes } from '../profiles/profile.js';
import { helperFile, uncheckedHeader, urlHelper, urlHelperSource, type HelperLanguage } from './helpers.js';
import type { ImportedNames } from './imported-names.js';
import type { PlanBuilder } from './plan-builder.js';
import { importStyle } from './source-files.js';

/** What a file of helpers is called where, and what it is written in. */
interface HelperKind {
  language: HelperLanguage;
  file: string;
}

export interface HelperFilesContext {
  root: string;
  plan: PlanBuilder;
  imported: (file: ts.SourceFile) => ImportedNames;
  /** The schemes the URL helper maps, and the drivers chosen. */
  schemes: UrlSchemes | undefined;
  drivers: Readonly<Record<string, string>>;
  /** Whether the project has its JavaScript type-checked. */
  checksJavaScript: boolean;
}

/** The files that hold the helpers rewritten code calls: which helpers, imported where. */
export class HelperFiles {
  readonly #context: HelperFilesContext;
  readonly #used = new Map<string, { language: HelperLanguage; names: Set<string> }>();

  constructor(context: HelperFilesContext) {
    this.#context = context;
  }

  /**
   * Plans the import of a helper into a file.
   * @returns the name the file calls it by
   */
  use(file: ts.SourceFile, helper: string, because: Cause): string {
    const { language, file: name } = kindFor(file);
    const target = path.posix.join(this.#folder(file), name);
    const used = this.#used.get(target) ?? { language, names: new Set<string>() };
    this.#used.set(target, used);
    used.names.add(helper);
    const wanted = { module: moduleName(file, target), name: helper };
    const why = { because, reason: `${helper} takes its place` };
    return this.#context.imported(file).add(wanted, why).local;
  }

  /** Plans the files themselves. */
  finish(): void {
    const { plan, schemes, drivers, checksJavaScript } = this.#context;
    const sources: Record<string, string> = schemes ? { [urlHelper]: urlHelperSource(schemes, drivers) } : {};
    for (const [target, { language, names }] of this.#used) {
      const existing = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
      const begin = checksJavaScript && language !== 'ts' ? uncheckedHeader : undefined;
      const text = helperFile(names, sources, existing ?? begin, language);
      if (text !== existing) {
        plan.newFile({
          file: plan.relative(target),
          text,
          reason: `helpers: ${[...names].sort().join(', ')}`,
        });
      }
    }
  }

  /** The sources of the package a file belongs to. */
  #folder(file: ts.SourceFile): string {
    const { root } = this.#context;
    let folder = path.posix.dirname(file.fileName);
    while (
      folder !== root &&
      folder.startsWith(`${root}/`) &&
      !existsSync(path.posix.join(folder, 'package.json'))
    )
      folder = path.posix.dirname(folder);
    const source = path.posix.join(folder.startsWith(root) ? folder : root, 'src');
    return existsSync(source) ? source : path.posix.dirname(source);
  }
}

function kindFor(file: ts.SourceFile): HelperKind {
  // Compiled, it must not take the place of the file for JavaScript, nor be taken for it.
  if (file.fileName.endsWith('.cts')) return { language: 'ts', file: 'async-helpers.commonjs.cts' };
  if (!/\.[cm]?jsx?$/.test(file.fileName)) return { language: 'ts', file: 'async-helpers.ts' };
  return importStyle(file) === 'import'
    ? { language: 'esm', file: 'async-helpers.mjs' }
    : { language: 'commonjs', file: 'async-helpers.cjs' };
}

/** How a file names another in an import: with the extension its other imports have. */
function moduleName(file: ts.SourceFile, target: string): string {
  const relative = path.posix.relative(path.posix.dirname(file.fileName), target);
  const withDot = relative.startsWith('.') ? relative : `./${relative}`;
  if (target.endsWith('.cts')) return withDot.replace(/cts$/, 'cjs');
  if (!target.endsWith('.ts')) return withDot;
  const specifiers = (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
  const local = specifiers.map((specifier) => specifier.text).filter((text) => text.startsWith('.'));
  const bare = withDot.slice(0, -'.ts'.length);
  if (local.some((text) => text.endsWith('.ts'))) return withDot;
  if (local.some((text) => text.endsWith('.js'))) return `${bare}.js`;
  if (local.length > 0) return bare;
  return file.impliedNodeFormat === ts.ModuleKind.ESNext ? `${bare}.js` : bare;
}
