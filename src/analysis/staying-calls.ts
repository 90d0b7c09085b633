import { ts } from '../compiler/typescript.js';
import { containerOf } from './containers.js';
import type { StayRule } from '../profiles/profile.js';
import type { LocalNames } from './local-names.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import { constituents, type Questions } from './questions.js';
import type { Seeds } from './seeds.js';

/**
 * The uses of a profile's exports that stay as they are, because what takes the export's place cannot stand there: the
 * calls, and the names in them.
 */
export function stayingUses(
  files: Iterable<ts.SourceFile>,
  { stays }: Seeds,
  ask: Questions,
  names: (file: ts.SourceFile) => LocalNames,
): ReadonlySet<ts.Node> {
  const found = new Set<ts.Node>();
  if (stays.size === 0) return found;
  for (const file of files) {
    // An import may give an export another name.
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && !ts.isImportSpecifier(node.parent)) {
        const symbol = names(file).uses(node.text).length > 0 ? ask.symbol(node) : undefined;
        const rules = (symbol && stays.get(symbol)) ?? [];
        const call = callOf(node);
        if (rules.some((rule) => staysBy(rule, node, call, ask))) {
          found.add(node);
          if (call) found.add(call);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/**
 * Whether a name stands in a call that stays because it is not awaited, of an export that may be used beside what takes its
 * place.
 */
export function staysUnawaited(
  name: ts.Node,
  { sideBySide }: Seeds,
  ask: Questions,
  plan: PlanBuilder,
): boolean {
  if (sideBySide.size === 0 || !ts.isIdentifier(name)) return false;
  const symbol = ask.symbol(name);
  const call = symbol && sideBySide.has(symbol) ? callOf(name) : undefined;
  return call !== undefined && !plan.planned('await', call.getSourceFile(), rangeOf(call));
}

/** The whole of `module.name`, where a name stands for an export in it. */
function wholeOf(name: ts.Identifier): ts.Node {
  const { parent } = name;
  return ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
}

function callOf(name: ts.Identifier): ts.CallExpression | undefined {
  const whole = wholeOf(name);
  return ts.isCallExpression(whole.parent) && whole.parent.expression === whole ? whole.parent : undefined;
}

function staysBy(
  rule: StayRule,
  name: ts.Identifier,
  call: ts.CallExpression | undefined,
  ask: Questions,
): boolean {
  if ('member' in rule) {
    const { parent } = wholeOf(name);
    return ts.isPropertyAccessExpression(parent) && parent.name.text === rule.member;
  }
  if ('at' in rule) return call !== undefined && containerOf(call, true).kind === 'module';
  const argument = call?.arguments[rule.argument];
  if (!argument) return false;
  const type = ask.type(argument);
  if ('option' in rule) return type.getProperty(rule.option) !== undefined;
  return constituents(type).some((part) => (part.flags & ts.TypeFlags.NumberLike) !== 0);
}
