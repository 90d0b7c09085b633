import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { OptionRule } from '../profiles/profile.js';
import type { AnyCall } from './called-exports.js';
import type { PlanBuilder } from './plan-builder.js';
import { constituents, type Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { Seeds } from './seeds.js';

interface OptionContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
}

/** Plans an option that a call has to be given. */
export function planOption(call: AnyCall, rule: OptionRule, because: Cause, context: OptionContext): void {
  const { plan } = context;
  const given = call.arguments ?? [];
  const argument = optionsIndex(given, rule, context);
  if (given.slice(0, argument + 1).some((one) => ts.isSpreadElement(one))) {
    const message = `the arguments are spread, so the options are not visible; write them as an argument of their own, with ${rule.name}: ${rule.value}`;
    plan.wall('AS214', call, message, because, true);
    return;
  }
  const options = given[argument];
  if (options && propertyOf(options, rule.name)?.getText() === rule.value) return;
  const why = { because, reason: rule.note?.message ?? `${rule.name} is set` };
  const details = { argument, name: rule.name, value: rule.value };
  plan.step('set-option', call.getSourceFile(), rangeOf(call), why, details);
  if (rule.note) plan.note(rule.note.code, call, rule.note.message);
}

/** The argument that holds the options: an earlier one where an overload allows it, and it is no resource. */
function optionsIndex(
  given: readonly ts.Expression[],
  { argument }: OptionRule,
  { ask, seeds }: OptionContext,
): number {
  const isOptions = (node: ts.Expression): boolean => {
    if (ts.isObjectLiteralExpression(node)) return true;
    const parts = constituents(ask.type(node));
    return parts.every((part) => {
      const plain = (part.flags & ts.TypeFlags.Object) !== 0 && part.getCallSignatures().length === 0;
      return plain && !isResource(part, ask, seeds);
    });
  };
  const first = given.slice(0, argument).findIndex((node) => !ts.isSpreadElement(node) && isOptions(node));
  return first >= 0 ? first : Math.min(argument, given.length === 0 ? 0 : argument);
}

function isResource(type: ts.Type, ask: Questions, seeds: Seeds): boolean {
  const symbol = type.getSymbol();
  if (symbol && seeds.resources.has(symbol)) return true;
  return (
    type.isClassOrInterface() && ask.checker.getBaseTypes(type).some((base) => isResource(base, ask, seeds))
  );
}

/** The value an object literal gives a property: its own expression, or the name that is both. */
export function propertyOf(options: ts.Expression, name: string): ts.Expression | undefined {
  let node = options;
  while (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    node = node.expression;
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    if (!property.name || nameText(property.name) !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** Plans the option's value where an object of its type sets it to another: `SessionLocal({ expireOnCommit: true })`. */
export function planOptionElsewhere(
  node: ts.ObjectLiteralExpression,
  rule: OptionRule,
  because: Cause,
  { ask, seeds, plan }: OptionContext,
): void {
  const value = propertyOf(node, rule.name);
  if (!value || value.getText() === rule.value) return;
  const expected = ask.expectedType(node);
  const given = expected && ask.checker.getNonNullableType(expected);
  const declarations = given && ask.member(given, rule.name)?.symbol.declarations;
  const type = seeds.exports.get(rule.type);
  const isRules = declarations?.some(({ parent }) => type?.declarations?.includes(parent as ts.Declaration));
  if (!isRules) return;
  const file = node.getSourceFile();
  const why = { because, reason: rule.note?.message ?? `${rule.name} is set` };
  const shorthand = ts.isShorthandPropertyAssignment(value.parent);
  const text = shorthand ? `${rule.name}: ${rule.value}` : rule.value;
  plan.step('replace-text', file, rangeOf(value), why, { text });
  if (rule.note) plan.note(rule.note.code, value, rule.note.message);
}
