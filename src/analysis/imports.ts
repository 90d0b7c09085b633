import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { Export } from '../profiles/profile.js';
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
}

/** Plans the imports, re-exports and requires of moved exports in one file, and the names that follow from them. */
export function planImports(file: ts.SourceFile, context: ImportContext): void {
  const { bindings, namespaces } = bindingsOf(file, context.ask);
  for (const binding of bindings) {
    const move = context.seeds.moves.get(binding.exported);
    if (!move || !isLibrarys(binding.next, context) || context.leavesAlone(binding.node)) continue;
    planMove(file, binding, move, context);
  }
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

function planMove(file: ts.SourceFile, binding: Binding, move: Export, context: ImportContext): void {
  const { plan, ask } = context;
  const old = binding.name.text;
  const local = binding.aliased ? old : context.imported(file).replacing(move, binding.typeOnly);
  const step = plan.step('move-import', file, rangeOf(binding.node), moveReason(move), { ...move, local });
  if (local === old) return;
  const why = { because: { step }, reason: `${old} is imported as ${local}` };
  const symbol = ask.localSymbol(binding.name);
  for (const use of context.names(file).uses(old)) {
    if (use === binding.name || use.parent === binding.node || ask.localSymbol(use) !== symbol) continue;
    rename(use, local, why, plan);
  }
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
