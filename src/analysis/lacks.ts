import { ts } from '../compiler/typescript.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import type { UntypedReader } from './untyped-facts.js';
import type { UntypedPropertyRead } from './untyped-values.js';

interface LacksContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
}

/**
 * Plans a wall wherever a file uses an export or a member that the asynchronous API has nothing in place of.
 * @param untyped the reads of untyped values whose property is known after all
 */
export function planLacks(
  file: ts.SourceFile,
  untyped: readonly UntypedPropertyRead[],
  { ask, seeds, plan, leavesAlone }: LacksContext,
): void {
  if (seeds.lacks.size === 0) return;
  const names = new Set([...seeds.lacks.keys()].map((symbol) => symbol.name));
  // A member of a generic type has a symbol for every use of the type, and one declaration.
  const declared = new Map(
    [...seeds.lacks].flatMap(([symbol, lack]) =>
      (symbol.declarations ?? []).map((one) => [one, lack] as const),
    ),
  );
  const known = new Map(untyped.map(({ node, property }) => [nameOf(node), [property]]));
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.has(node.text) && isUse(node)) {
      const symbol = ask.symbol(node);
      const lack = (symbol?.declarations ?? known.get(node))
        ?.map((one) => declared.get(one))
        .find((one) => one !== undefined);
      if (lack && !leavesAlone(node)) plan.wall('AS215', node, lack.instead, lack.entry, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** Whether a name stands where something is used: not where it is imported, or declared. */
function isUse({ parent }: ts.Identifier): boolean {
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isImportClause(parent);
}

/** Where the property is named that is read. */
function nameOf(node: UntypedReader): ts.Node {
  return ts.isBindingElement(node) ? (node.propertyName ?? node.name) : node.name;
}
