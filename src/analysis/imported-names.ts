import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { LocalNames } from './local-names.js';
import { loadedModule } from './module-loads.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import { importStyle } from './source-files.js';

interface Why {
  because: Cause;
  reason: string;
}

interface Wanted {
  module: string;
  name: string;
}

/** The names one file imports exports by: those it has, and those planned for it. */
export class ImportedNames {
  readonly #file: ts.SourceFile;
  readonly #names: LocalNames;
  readonly #plan: PlanBuilder;
  readonly #planned = new Map<string, string>();
  readonly #added = new Map<string, { local: string; because: Cause }>();

  constructor(file: ts.SourceFile, names: LocalNames, plan: PlanBuilder) {
    this.#file = file;
    this.#names = names;
    this.#plan = plan;
  }

  /** The name the file has for an export (`*`: for the whole module) at its top level, if it imports it already. */
  known(wanted: Wanted, typeOnly = false): string | undefined {
    for (const statement of this.#file.statements) {
      const found = localName(statement, wanted, typeOnly);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The name for an export that takes another's place: the one the file has, or one that it does not use yet.
   * @param proposed the name to use if it is free
   */
  replacing(wanted: Wanted, typeOnly: boolean, proposed = wanted.name): string {
    const key = `${wanted.module} ${wanted.name}`;
    const local = this.known(wanted, typeOnly) ?? this.#planned.get(key) ?? this.#names.free(proposed);
    this.#planned.set(key, local);
    return local;
  }

  /**
   * Plans the import of an export the file needs, unless it has it.
   * @param how the name to use if it is free, and the import to put it behind
   * @returns the name the file calls it by, and the cause of what follows from it
   */
  add(
    wanted: Wanted,
    why: Why,
    how: { proposed?: string; behind?: ts.Node } = {},
  ): { local: string; because: Cause } {
    const known = this.known(wanted);
    if (known !== undefined) return { local: known, because: why.because };
    const key = `${wanted.module} ${wanted.name}`;
    const earlier = this.#added.get(key);
    if (earlier) return earlier;
    const local = this.replacing(wanted, false, how.proposed);
    const style = importStyle(this.#file);
    const range = how.behind ? rangeOf(how.behind) : { start: 0, end: 0 };
    const { module, name } = wanted;
    const details = { module, name, local, typeOnly: false, style } as const;
    const added = {
      local,
      because: { step: this.#plan.step('add-import', this.#file, range, why, details) },
    };
    this.#added.set(key, added);
    return added;
  }
}

function localName(statement: ts.Statement, { module, name }: Wanted, typeOnly: boolean): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    const { moduleSpecifier, importClause } = statement;
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== module) return undefined;
    const bindings = importClause?.namedBindings;
    if (!bindings || (ts.isTypeOnlyImportDeclaration(importClause) && !typeOnly)) return undefined;
    if (ts.isNamespaceImport(bindings)) return name === '*' ? bindings.name.text : undefined;
    return bindings.elements.find(
      (element) => (element.propertyName ?? element.name).text === name && (!element.isTypeOnly || typeOnly),
    )?.name.text;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  for (const { name: bound, initializer } of statement.declarationList.declarations) {
    if (!initializer || loadedModule(initializer)?.text !== module) continue;
    if (ts.isIdentifier(bound)) return name === '*' ? bound.text : undefined;
    if (ts.isArrayBindingPattern(bound)) continue;
    const element = bound.elements.find((one) => (one.propertyName ?? one.name).getText() === name);
    if (element && ts.isIdentifier(element.name)) return element.name.text;
  }
  return undefined;
}
