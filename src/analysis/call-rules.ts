import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import type { OptionRule, PoolRule, Profile, UrlRule } from '../profiles/profile.js';
import { CalledExports, type AnyCall } from './called-exports.js';
import { urlHelper } from './helpers.js';
import type { ImportedNames } from './imported-names.js';
import type { LocalNames } from './local-names.js';
import { planOption, planOptionElsewhere } from './options.js';
import type { PlanBuilder } from './plan-builder.js';
import { planPool, planUnused } from './pools.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';
import { familyOf, newScheme, urlLiterals, type UrlContext } from './urls.js';

/** The choices of the person who runs asyncshift. */
export interface CallChoices {
  pool?: 'null';
  /** Whether callbacks run together where that is proved to be the same. */
  parallel?: boolean;
  drivers: Readonly<Record<string, string>>;
}

export interface CallRuleContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  profiles: readonly Profile[];
  sources: readonly ts.SourceFile[];
  files: SourceFiles;
  choices: CallChoices;
  mayChange: (file: ts.SourceFile) => boolean;
  names: (file: ts.SourceFile) => LocalNames;
  imported: (file: ts.SourceFile) => ImportedNames;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
  /** Plans the import of a helper. @returns the name the file calls it by */
  useHelper(file: ts.SourceFile, helper: string, because: Cause): string;
}

/** The rules of all profiles, for one program. */
export interface Rules {
  called: CalledExports;
  options: readonly OptionRule[];
  urls: readonly UrlRule[];
  pools: readonly PoolRule[];
  /** Whether a rule is about the arguments of calls of an export. */
  takesArguments(call: string): boolean;
  /** What a step that follows from the rule for an export names as its cause. */
  causeOf(call: string): Cause;
}

/** Plans what the profiles say of the arguments of calls in one file: options, URLs, pools. */
export function planCallRules(file: ts.SourceFile, context: CallRuleContext): void {
  const rules = rulesOf(context);
  const replaced: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = rules.called.nameOf(node);
      if (name !== undefined && !context.leavesAlone(node))
        replaced.push(...planCall(node, name, rules, context));
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const rule of rules.options) planOptionElsewhere(node, rule, rules.causeOf(rule.call), context);
    } else if (ts.isIdentifier(node)) {
      planHandedOn(node, rules, context);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const { call } of rules.pools) planUnused(replaced, rules.causeOf(call), context);
}

/** The rules of all profiles of a run. */
export function rulesOf({ profiles, ask, seeds }: CallRuleContext): Rules {
  const owners = new Map<string, string>();
  for (const { name, options, urls, pools } of profiles)
    for (const { call } of [...options, ...urls, ...(pools ? [pools] : [])]) owners.set(call, name);
  return {
    called: new CalledExports(ask, seeds),
    options: profiles.flatMap(({ options }) => options),
    urls: profiles.flatMap(({ urls }) => urls),
    pools: profiles.flatMap(({ pools }) => pools ?? []),
    takesArguments: (call) => owners.has(call),
    causeOf: (call) => ({ profile: owners.get(call) ?? '', entry: call }),
  };
}

/** An export that is called through a type of the project's own: what it is given there is not visible. */
function planHandedOn(name: ts.Identifier, rules: Rules, { ask, files, plan }: CallRuleContext): void {
  const { parent } = name;
  const value = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
  if (!isHandedOn(value)) return;
  const call = rules.called.exportOf(ask.symbol(name));
  if (call === undefined || !rules.takesArguments(call)) return;
  const expected = ask.expectedType(value);
  if (!expected) return;
  const signatures = [...expected.getCallSignatures(), ...expected.getConstructSignatures()];
  const declarations = signatures.flatMap(({ declaration }) => declaration ?? []);
  if (declarations.length === 0 || declarations.some((declaration) => files.isExternal(declaration))) return;
  const message = `${name.text} is called through another type from here on, where its arguments are not visible; call it by its name`;
  plan.wall('AS214', value, message, rules.causeOf(call), true);
}

/** Whether an expression is given to something, rather than called, imported or named as a type. */
function isHandedOn(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isBinaryExpression(parent)) return parent.right === node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  return (
    (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
    (ts.isPropertyDeclaration(parent) && parent.initializer === node) ||
    (ts.isParameter(parent) && parent.initializer === node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isArrayLiteralExpression(parent)
  );
}

/** @returns expressions that others take the place of */
function planCall(call: AnyCall, name: string, rules: Rules, context: CallRuleContext): ts.Expression[] {
  const because = rules.causeOf(name);
  for (const rule of rules.options) if (rule.call === name) planOption(call, rule, because, context);
  for (const rule of rules.urls) if (rule.call === name) planUrl(call, rule, because, rules, context);
  return rules.pools.flatMap((rule) => {
    if (rule.call !== name) return [];
    const url = rules.urls.find((one) => one.call === name);
    const argument = url && call.arguments?.[url.argument];
    const literals = argument && urlLiterals(argument, urlContext(rules, context));
    const families = literals?.map(({ scheme }) => url && familyOf(scheme, url.schemes));
    return planPool(call, rule, families, because, context) ?? [];
  });
}

function planUrl(call: AnyCall, rule: UrlRule, because: Cause, rules: Rules, context: CallRuleContext): void {
  const { plan, choices } = context;
  const given = call.arguments?.slice(0, rule.argument + 1) ?? [];
  if (given.some((argument) => ts.isSpreadElement(argument))) {
    const message =
      'the arguments are spread, so the database URL is not visible; write it as an argument of its own';
    plan.wall('AS214', call, message, because, true);
    return;
  }
  const url = given[rule.argument];
  if (!url) return;
  const why = { because, reason: 'the asynchronous engine needs an asynchronous driver' };
  const literals = urlLiterals(url, urlContext(rules, context));
  if (literals) {
    for (const literal of literals) {
      const text = newScheme(literal, rule.schemes, choices.drivers);
      if (text !== undefined) plan.step('replace-text', literal.file, literal.range, why, { text });
    }
    return;
  }
  const file = url.getSourceFile();
  const callee = context.useHelper(file, urlHelper, because);
  plan.step('wrap-call', file, rangeOf(url), why, { callee });
}

/** Where the URLs of a run are looked up. */
export function urlContext({ urls, called }: Rules, context: CallRuleContext): UrlContext {
  const maker = (call: AnyCall) => {
    const name = called.nameOf(call);
    return urls.flatMap(({ makers }) => makers).find((one) => one.call === name)?.takes;
  };
  const takesUrl = (node: ts.Expression): boolean => {
    const call = node.parent;
    if (!ts.isCallExpression(call)) return false;
    if (call.arguments[0] === node && maker(call)) return takesUrl(call);
    const name = called.nameOf(call);
    return urls.some((rule) => rule.call === name && call.arguments[rule.argument] === node);
  };
  const { ask, sources, names, mayChange } = context;
  return { ask, sources, names, mayChange, takesUrl, maker };
}
