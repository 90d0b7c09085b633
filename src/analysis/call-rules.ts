import { ts } from '../compiler/typescript.js';
import type { Profile } from '../profiles/profile.js';
import type { Cause } from '../plan/plan.js';
import { urlHelper } from './helpers.js';
import type { LocalNames } from './imports.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import { importStyle } from './source-files.js';
import { schemeEdits, type UrlContext } from './urls.js';

/** The choices of the person who runs asyncshift. */
export interface CallChoices {
  pool?: 'null';
  drivers: Readonly<Record<string, string>>;
}

export interface CallRuleContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  profiles: readonly Profile[];
  sources: readonly ts.SourceFile[];
  choices: CallChoices;
  names(file: ts.SourceFile): LocalNames;
  /** Called for each file that calls the URL helper, with the step that made it so; gives the helper's local name. */
  useHelper(file: ts.SourceFile, helper: string, because: Cause): string;
}

type AnyCall = ts.CallExpression | ts.NewExpression;

/** Plans what a profile says of the arguments of calls in one file: options, URLs, pool classes. */
export function planCallRules(file: ts.SourceFile, context: CallRuleContext): void {
  const rules = context.profiles.map((profile) => ({ profile, called: calledNames(profile, context.seeds) }));
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      for (const { profile, called } of rules) {
        const name = calleeName(node, called, context.ask);
        if (name) planCall(node, name, profile, context);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** The symbols that a profile's call rules are about, with their profile names. */
function calledNames(profile: Profile, seeds: Seeds): Map<ts.Symbol, string> {
  const rules = [
    ...profile.options,
    ...profile.urls,
    ...profile.optionValues,
    ...(profile.pools ? [profile.pools] : []),
  ];
  const found = new Map<ts.Symbol, string>();
  for (const { call } of rules) {
    const symbol = seeds.exports.get(call);
    if (symbol) found.set(symbol, call);
  }
  return found;
}

function calleeName(
  call: AnyCall,
  called: ReadonlyMap<ts.Symbol, string>,
  ask: Questions,
): string | undefined {
  const { expression } = call;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!ts.isIdentifier(name)) return undefined;
  const symbol = ask.symbol(name);
  return symbol && called.get(symbol);
}

function planCall(call: AnyCall, name: string, profile: Profile, context: CallRuleContext): void {
  const because: Cause = { profile: profile.name, entry: name };
  const { plan } = context;
  const file = call.getSourceFile();
  for (const rule of profile.options.filter((option) => option.call === name)) {
    const reason = rule.note?.message ?? `${rule.name} is set`;
    const argument = optionsIndex(call, rule.argument);
    plan.step(
      'set-option',
      file,
      rangeOf(call),
      { because, reason },
      { argument, name: rule.name, value: rule.value },
    );
    if (rule.note) plan.note(rule.note.code, call, rule.note.message);
  }
  for (const rule of profile.urls.filter((url) => url.call === name)) {
    planUrl(call.arguments?.[rule.argument], rule.schemes, because, context);
  }
  const { pools } = profile;
  const pool = context.choices.pool && pools?.call === name ? pools.choices[context.choices.pool] : undefined;
  if (pools && pool) {
    const reason = 'the pool was chosen with --pool';
    const value = importName(call, pool, context, because, reason);
    plan.step(
      'set-option',
      file,
      rangeOf(call),
      { because, reason },
      { argument: pools.argument, name: pools.name, value },
    );
    return;
  }
  for (const rule of profile.optionValues.filter((option) => option.call === name)) {
    planOptionValue(call, rule, because, context);
  }
}

/** The argument that holds the options: an object literal may stand earlier, where an overload allows it. */
function optionsIndex(call: AnyCall, index: number): number {
  const first = call.arguments?.findIndex((argument) => ts.isObjectLiteralExpression(argument)) ?? -1;
  return first >= 0 ? first : index;
}

function planUrl(
  url: ts.Expression | undefined,
  schemes: UrlContext['schemes'],
  because: Cause,
  context: CallRuleContext,
): void {
  if (!url) return;
  const { ask, plan, sources, choices } = context;
  const reason = 'the asynchronous engine needs an asynchronous driver';
  const urls = {
    ask,
    sources,
    schemes,
    drivers: choices.drivers,
    takesUrl: (node: ts.Expression) => takesUrl(node, context),
  };
  const edits = schemeEdits(url, urls);
  if (edits) {
    for (const edit of edits)
      plan.step('replace-text', edit.file, edit.range, { because, reason }, { text: edit.text });
    return;
  }
  const file = url.getSourceFile();
  const callee = context.useHelper(file, urlHelper, because);
  plan.step('wrap-call', file, rangeOf(url), { because, reason }, { callee });
}

function takesUrl(node: ts.Expression, { ask, seeds, profiles }: CallRuleContext): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call)) return false;
  return profiles.some((profile) => {
    const name = calleeName(call, calledNames(profile, seeds), ask);
    return profile.urls.some((rule) => rule.call === name && call.arguments[rule.argument] === node);
  });
}

/** `poolclass: QueuePool` names another class. */
function planOptionValue(
  call: AnyCall,
  rule: Profile['optionValues'][number],
  because: Cause,
  context: CallRuleContext,
): void {
  const options = call.arguments?.[rule.argument];
  if (!options || !ts.isObjectLiteralExpression(options)) return;
  for (const property of options.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== rule.name) continue;
    const value = property.initializer;
    const name = ts.isPropertyAccessExpression(value) ? value.name : value;
    const symbol = context.ask.symbol(name);
    const [, to] =
      Object.entries(rule.values).find(([from]) => symbol && context.seeds.exports.get(from) === symbol) ??
      [];
    if (!to) continue;
    const reason = `${name.getText()} is for the synchronous engine`;
    if (value !== name) {
      context.plan.step('rename', call.getSourceFile(), rangeOf(name), { because, reason }, { to: to.name });
      continue;
    }
    const local = replaceImport(name, to, context, because, reason);
    context.plan.step('rename', call.getSourceFile(), rangeOf(name), { because, reason }, { to: local });
  }
}

/** Imports one export where another was imported for this use alone; beside it where the other has more uses. */
function replaceImport(
  use: ts.Node,
  to: { module: string; name: string },
  context: CallRuleContext,
  because: Cause,
  reason: string,
): string {
  const file = use.getSourceFile();
  const names = context.names(file);
  const uses = names.uses(use.getText()).filter((other) => other !== use);
  const [specifier, ...others] = uses.map((other) => other.parent).filter(ts.isImportSpecifier);
  if (!specifier || others.length > 0 || uses.length > 1)
    return importName(use, to, context, because, reason);
  const local = names.free(to.name);
  context.plan.step('move-import', file, rangeOf(specifier), { because, reason }, { ...to, local });
  return local;
}

function importName(
  near: ts.Node,
  to: { module: string; name: string },
  context: CallRuleContext,
  because: Cause,
  reason: string,
): string {
  const file = near.getSourceFile();
  const known = context
    .names(file)
    .uses(to.name)
    .find((name) => ts.isImportSpecifier(name.parent));
  if (known) return to.name;
  const start = { start: 0, end: 0 };
  const style = importStyle(file);
  context.plan.step(
    'add-import',
    file,
    start,
    { because, reason },
    { ...to, local: to.name, typeOnly: false, style },
  );
  return to.name;
}
