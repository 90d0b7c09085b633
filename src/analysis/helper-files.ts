import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { UrlSchemes } from '../profiles/profile.js';
import { helperFile, urlHelper, urlHelperSource } from './helpers.js';
import type { LocalNames } from './imports.js';
import type { PlanBuilder } from './plan-builder.js';
import { importStyle } from './source-files.js';

type Language = 'ts' | 'esm' | 'commonjs';

const fileNames: Readonly<Record<Language, string>> = {
  ts: 'async-helpers.ts',
  esm: 'async-helpers.mjs',
  commonjs: 'async-helpers.cjs',
};

export interface HelperFilesContext {
  root: string;
  plan: PlanBuilder;
  names(file: ts.SourceFile): LocalNames;
  /** The schemes the URL helper maps, and the drivers chosen. */
  schemes: UrlSchemes | undefined;
  drivers: Readonly<Record<string, string>>;
}

/** The files that hold the helpers rewritten code calls: which helpers, imported where. */
export class HelperFiles {
  readonly #context: HelperFilesContext;
  readonly #used = new Map<string, { language: Language; names: Set<string> }>();

  constructor(context: HelperFilesContext) {
    this.#context = context;
  }

  /**
   * Plans the import of a helper into a file.
   * @returns the name the file calls it by
   */
  use(file: ts.SourceFile, helper: string, because: Cause): string {
    const language = languageOf(file);
    const target = path.posix.join(this.#folder(), fileNames[language]);
    const used = this.#used.get(target) ?? { language, names: new Set<string>() };
    this.#used.set(target, used);
    used.names.add(helper);
    const module = moduleName(file, target);
    const style = language === 'commonjs' ? 'require' : 'import';
    const why = { because, reason: `${helper} awaits in order` };
    const details = { module, name: helper, local: helper, typeOnly: false, style } as const;
    if (!imports(file, module, helper)) {
      this.#context.plan.step('add-import', file, { start: 0, end: 0 }, why, details);
    }
    return helper;
  }

  /** Plans the files themselves. */
  finish(): void {
    const { plan, schemes, drivers } = this.#context;
    const sources: Record<string, string> = schemes ? { [urlHelper]: urlHelperSource(schemes, drivers) } : {};
    for (const [target, { language, names }] of this.#used) {
      const existing = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
      const text = helperFile(names, sources, existing, language);
      if (text !== existing) {
        plan.newFile({
          file: plan.relative(target),
          text,
          reason: `helpers: ${[...names].sort().join(', ')}`,
        });
      }
    }
  }

  #folder(): string {
    const source = path.posix.join(this.#context.root, 'src');
    return existsSync(source) ? source : this.#context.root;
  }
}

function languageOf(file: ts.SourceFile): Language {
  if (!/\.[cm]?jsx?$/.test(file.fileName)) return 'ts';
  return importStyle(file) === 'import' ? 'esm' : 'commonjs';
}

/** How a file names another in an import: with the extension its other imports have. */
function moduleName(file: ts.SourceFile, target: string): string {
  const relative = path.posix.relative(path.posix.dirname(file.fileName), target);
  const withDot = relative.startsWith('.') ? relative : `./${relative}`;
  if (!target.endsWith('.ts')) return withDot;
  const specifiers = (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
  const local = specifiers.map((specifier) => specifier.text).filter((text) => text.startsWith('.'));
  const bare = withDot.slice(0, -'.ts'.length);
  if (local.some((text) => text.endsWith('.ts'))) return withDot;
  if (local.some((text) => text.endsWith('.js'))) return `${bare}.js`;
  if (local.length > 0) return bare;
  return file.impliedNodeFormat === ts.ModuleKind.ESNext ? `${bare}.js` : bare;
}

function imports(file: ts.SourceFile, module: string, name: string): boolean {
  return file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === module &&
      statement.importClause?.namedBindings !== undefined &&
      ts.isNamedImports(statement.importClause.namedBindings) &&
      statement.importClause.namedBindings.elements.some((element) => element.name.text === name),
  );
}
