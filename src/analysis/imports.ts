import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Export, Move } from '../profiles/profile.js';
import { bindingsOf, type Binding } from './import-bindings.js';
import type { ImportedNames } from './imported-names.js';
import { isInComment, type LocalNames } from './local-names.js';
import { planHiddenUses, planNamespace } from './namespaces.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';

export interface ImportContext {
  ask: Questions;
  seeds: Seeds;
  files: SourceFiles;
  plan: PlanBuilder;
  names: (file: ts.SourceFile) => LocalNames;
  imported: (file: ts.SourceFile) => ImportedNames;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
  /** Whether a use of an export stays as it is, where others get another. */
  stays: (use: ts.Node) => boolean;
  /** Plans the import of a helper. @returns the name the file calls it by */
  useHelper(file: ts.SourceFile, helper: string, because: Cause): string;
}

/** Plans the imports, re-exports and requires of moved exports in one file, and the names that follow from them. */
export function planImports(file: ts.SourceFile, context: ImportContext): void {
  const { bindings, namespaces } = bindingsOf(file, context.ask);
  for (const binding of bindings) {
    const move = context.seeds.moves.get(binding.exported);
    if (!move || !isLibrarys(binding.next, context) || context.leavesAlone(binding.node)) continue;
    planMove(file, binding, move, context);
  }
  for (const binding of bindings) planHelped(file, binding, context);
  const seen = new Set(namespaces.flatMap((namespace) => planNamespace(file, namespace, context)));
  for (const { node } of bindings) {
    const member = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (member && ts.isPropertyAccessExpression(member)) seen.add(member.name);
  }
  planHiddenUses(file, seen, context);
}

/** Whether an export is a library's: not a re-export of the project's own, which changes instead. */
export function isLibrarys(exported: ts.Symbol, { files }: ImportContext): boolean {
  const declaration = exported.declarations?.[0];
  return declaration === undefined || files.isExternal(declaration);
}

/** Why an export takes another's place. */
export function moveReason({ module, name }: Export): { because: Cause; reason: string } {
  return {
    because: { profile: module, entry: name },
    reason: `${name} of ${module} takes its place`,
  };
}

/** The places where a file uses what it has bound to a name. */
function usesOf(
  file: ts.SourceFile,
  { name, node }: Binding,
  { ask, names }: ImportContext,
): ts.Identifier[] {
  const symbol = ask.localSymbol(name);
  return names(file)
    .uses(name.text)
    .filter((use) => use !== name && use.parent !== node && ask.localSymbol(use) === symbol);
}

/** Has a helper stand wherever a file uses what it takes the place of. */
function planHelped(file: ts.SourceFile, binding: Binding, context: ImportContext): void {
  const helped = context.seeds.helpers.get(binding.exported);
  if (!helped || binding.reExport || context.leavesAlone(binding.node)) return;
  const { helper, entry } = helped;
  const why = { because: entry, reason: `${helper} takes its place` };
  const all = usesOf(file, binding, context);
  const uses = all.filter((use) => !context.stays(use));
  if (uses.length > 0) {
    const local = context.useHelper(file, helper, entry);
    for (const use of uses) rename(use, local, why, context.plan);
  }
  if (uses.length === all.length && uses.length > 0)
    context.plan.step('remove-import', file, rangeOf(binding.node), why, {});
}

function planMove(file: ts.SourceFile, binding: Binding, move: Move, context: ImportContext): void {
  const { plan, imported } = context;
  const old = binding.name.text;
  const uses = usesOf(file, binding, context);
  if (!binding.reExport && uses.some(context.stays)) {
    if (uses.every(context.stays)) return;
    const { local, because } = imported(file).add(move, moveReason(move));
    const why = { because, reason: `${local} of ${move.module} takes its place` };
    for (const use of uses) if (!context.stays(use)) rename(use, local, why, plan);
    return;
  }
  const local = binding.aliased ? old : context.imported(file).replacing(move, binding.typeOnly);
  const { module, name } = move;
  const step = plan.step('move-import', file, rangeOf(binding.node), moveReason(move), {
    module,
    name,
    local,
  });
  if (local === old) return;
  const why = { because: { step }, reason: `${old} is imported as ${local}` };
  for (const use of uses) rename(use, local, why, plan);
}

/** Plans another name for an identifier, in code or in a comment. */
export function rename(
  use: ts.Node,
  to: string,
  why: { because: Cause; reason: string },
  plan: PlanBuilder,
): void {
  const file = use.getSourceFile();
  if (isInComment(use)) plan.step('replace-text', file, rangeOf(use), why, { text: to });
  else plan.step('rename', file, rangeOf(use), why, { to });
}
