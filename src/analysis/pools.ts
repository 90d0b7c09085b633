import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { PoolRule } from '../profiles/profile.js';
import type { AnyCall } from './called-exports.js';
import type { ImportedNames } from './imported-names.js';
import type { LocalNames } from './local-names.js';
import { propertyOf } from './options.js';
import type { PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';

interface PoolContext {
  ask: Questions;
  plan: PlanBuilder;
  choices: { pool?: string };
  names: (file: ts.SourceFile) => LocalNames;
  imported: (file: ts.SourceFile) => ImportedNames;
}

/**
 * Plans the pool of an engine: the one the user chose, or a queue by its name where the options ask for one and the
 * asynchronous engine would not make one by itself.
 * @param families the URL's families, as far as they can be seen
 * @returns the value that was the pool before, if another takes its place
 */
export function planPool(
  call: AnyCall,
  rule: PoolRule,
  families: readonly (string | undefined)[] | undefined,
  because: Cause,
  context: PoolContext,
): ts.Expression | undefined {
  const { plan, imported } = context;
  const file = call.getSourceFile();
  const options = call.arguments?.[rule.argument];
  if (call.arguments?.slice(0, rule.argument + 1).some((one) => ts.isSpreadElement(one))) return undefined;
  const set = (name: string, value: string | null, reason: string) => {
    const details = { argument: rule.argument, name, value };
    plan.step('set-option', file, rangeOf(call), { because, reason }, details);
  };
  const queueOptions = rule.queueOptions.filter((name) => options && sets(options, name, context.ask));
  const chosen = context.choices.pool === undefined ? undefined : rule.choices[context.choices.pool];
  if (chosen) {
    const reason = 'the pool was chosen with --pool';
    const before = options && propertyOf(options, rule.name);
    const { local } = imported(file).add(chosen, { because, reason });
    if (before?.getText() !== local) set(rule.name, local, reason);
    const literal = options && ts.isObjectLiteralExpression(options);
    for (const name of queueOptions)
      set(name, literal ? null : 'undefined', `${chosen.name} takes no ${name}`);
    return before?.getText() === local ? undefined : before;
  }
  const unlike = families?.every((family) => family !== undefined && !rule.queue.families.includes(family));
  if (queueOptions.length === 0 || unlike || (options && sets(options, rule.name, context.ask)))
    return undefined;
  const reason = `${queueOptions.join(', ')} asks for a queue, which is not the default pool of every asynchronous engine`;
  set(rule.name, imported(file).add(rule.queue, { because, reason }).local, reason);
  return undefined;
}

/** Plans the removal of imports whose every use in the file was replaced. */
export function planUnused(
  replaced: readonly ts.Expression[],
  because: Cause,
  { ask, plan, names }: Pick<PoolContext, 'ask' | 'plan' | 'names'>,
): void {
  for (const value of replaced) {
    if (!ts.isIdentifier(value)) continue;
    const file = value.getSourceFile();
    const symbol = ask.localSymbol(value);
    const uses = names(file)
      .uses(value.text)
      .filter((name) => ask.localSymbol(name) === symbol && !replaced.includes(name));
    const [declared, ...others] = uses.map((name) => name.parent);
    if (!declared || others.length > 0 || !ts.isImportSpecifier(declared)) continue;
    const moved = plan.planned('move-import', file, rangeOf(declared));
    if (moved) plan.withdraw(moved, file);
    plan.step(
      'remove-import',
      file,
      rangeOf(declared),
      { because, reason: `${value.text} has no use left` },
      {},
    );
  }
}

/** Whether an options object certainly sets a property. */
function sets(options: ts.Expression, name: string, ask: Questions): boolean {
  if (propertyOf(options, name)) return true;
  const property = ask.checker.getPropertyOfType(ask.type(options), name);
  return property !== undefined && !(property.flags & ts.SymbolFlags.Optional);
}
