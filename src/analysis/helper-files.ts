import { existsSync, readFileSync } from 'node:fs';
import type { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { UrlSchemes } from '../profiles/profile.js';
import { helperFile, uncheckedHeader, urlHelper, urlHelperSource, type HelperLanguage } from './helpers.js';
import type { ImportedNames } from './imported-names.js';
import type { PlanBuilder } from './plan-builder.js';
import { specifierFor, writtenFileFor } from './written-files.js';

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
    const { language, target } = writtenFileFor(file, 'async-helpers', this.#context.root);
    const used = this.#used.get(target) ?? { language, names: new Set<string>() };
    this.#used.set(target, used);
    used.names.add(helper);
    const wanted = { module: specifierFor(file, target), name: helper };
    const why = { because, reason: `${helper} takes its place` };
    return this.#context.imported(file).add(wanted, why).local;
  }

  /** Plans the files themselves. */
  finish(): void {
    const { plan, schemes, drivers, checksJavaScript } = this.#context;
    const sources: Record<string, string> = schemes ? { [urlHelper]: urlHelperSource(schemes, drivers) } : {};
    const write = (
      target: string,
      names: ReadonlySet<string>,
      language: HelperLanguage,
      begin?: string,
    ): void => {
      const existing = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
      const text = helperFile(names, sources, existing ?? begin, language);
      if (text === existing) return;
      const what = language === 'declarations' ? 'types of helpers' : 'helpers';
      const reason = `${what}: ${[...names].sort().join(', ')}`;
      plan.newFile({ file: plan.relative(target), text, reason });
    };
    for (const [target, { language, names }] of this.#used) {
      if (language === 'ts' || !checksJavaScript) {
        write(target, names, language);
        continue;
      }
      write(target, names, language, uncheckedHeader);
      write(target.replace(/([cm])js$/, 'd.$1ts'), names, 'declarations');
    }
  }
}
