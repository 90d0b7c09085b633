import { ts } from '../compiler/typescript.js';
import type { ElsewhereRule, Profile } from '../profiles/profile.js';
import type { Callable } from './callables.js';
import type { LoadedProgram } from './load-program.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import { ProfileNames } from './profile-names.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

/** What one program is asked for calls that stay synchronous. */
interface ElsewhereContext {
  loaded: LoadedProgram;
  ask: Questions;
  files: SourceFiles;
  root: string;
  plan: PlanBuilder;
  mayChange: (file: ts.SourceFile) => boolean;
}

/**
 * The calls of profiles' APIs that stay synchronous, and the names in them: where they stand the API is synchronous, or they
 * are given a callback. Plans a wall for a callback that the asynchronous side does not take.
 */
export function synchronousCalls(
  sources: Iterable<ts.SourceFile>,
  profiles: readonly Profile[],
  context: ElsewhereContext,
): ReadonlySet<ts.Node> {
  const staying = new Set<ts.Node>();
  const rules = profiles.filter(({ elsewhere, withCallback }) => elsewhere ?? withCallback);
  const known = rules.map((profile) => rulesOf(profile, context)).filter(({ calls }) => calls.size > 0);
  if (known.length === 0) return staying;
  for (const file of sources) {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        for (const rule of known) if (stays(node, rule, context)) leave(node, staying);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return staying;
}

/** A profile's rules for calls that stay, looked up. */
interface Rules {
  profile: string;
  calls: ReadonlySet<Callable>;
  /** Calls that are something else with a callback, by what is called: that, and what to do instead. */
  withCallback: ReadonlyMap<Callable, { entry: string; instead: string }>;
  rule: ElsewhereRule | undefined;
  /** Exports that say where code runs, with what they are where the API is synchronous. */
  flags: ReadonlyMap<ts.Symbol, boolean>;
}

function rulesOf(profile: Profile, { loaded, ask }: ElsewhereContext): Rules {
  const names = new ProfileNames(loaded, ask, profile);
  const flags = Object.entries(profile.elsewhere?.flags ?? {}).flatMap(([name, value]) => {
    const symbol = names.symbol(name);
    return symbol ? [[symbol, value] as const] : [];
  });
  const withCallback = Object.entries(profile.withCallback ?? {}).flatMap(([entry, instead]) =>
    names.callables(entry).map((callable) => [callable, { entry, instead }] as const),
  );
  return {
    profile: profile.name,
    calls: new Set(profile.asyncCalls.flatMap((entry) => names.callables(entry))),
    withCallback: new Map(withCallback),
    rule: profile.elsewhere,
    flags: new Map(flags),
  };
}

function stays(call: ts.CallExpression, rules: Rules, context: ElsewhereContext): boolean {
  const { ask, files, root, plan, mayChange } = context;
  const target = ask.targets(call).find((one) => rules.calls.has(one));
  if (!target) return false;
  const { rule, flags, profile } = rules;
  if (rule && (runsElsewhere(call.getSourceFile(), rule, files, root) || isGuarded(call, flags, ask)))
    return true;
  const found = rules.withCallback.get(target);
  const last = call.arguments.at(-1);
  if (!found || !last || ask.checker.getSignaturesOfType(ask.type(last), ts.SignatureKind.Call).length === 0)
    return false;
  if (found.instead !== 'stays' && mayChange(call.getSourceFile())) {
    const message = `${excerpt(call)} is given a callback: ${found.instead}`;
    plan.wall('AS215', call, message, { profile, entry: found.entry }, true);
  }
  return true;
}

function leave(call: ts.CallExpression, staying: Set<ts.Node>): void {
  staying.add(call);
  const { expression } = call;
  if (ts.isPropertyAccessExpression(expression)) staying.add(expression.name);
}

/** Whether a file is in such a folder, or runs only where files in such a folder import it. */
function runsElsewhere(
  file: ts.SourceFile,
  { folder, onDemand }: ElsewhereRule,
  files: SourceFiles,
  root: string,
): boolean {
  const isBelow = ({ fileName }: ts.SourceFile, name: string) =>
    fileName.slice(root.length).split('/').slice(0, -1).includes(name);
  if (isBelow(file, folder)) return true;
  if (!isBelow(file, onDemand)) return false;
  const starting = [...files.dependents(file)].filter(
    (one) => isBelow(one, folder) || !isBelow(one, onDemand),
  );
  return starting.length > 0 && starting.every((one) => isBelow(one, folder));
}

/** Whether code runs only if a flag says that it runs where the API is synchronous. */
function isGuarded(node: ts.Node, flags: ReadonlyMap<ts.Symbol, boolean>, ask: Questions): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) {
      const [test, yes, no] = ts.isIfStatement(parent)
        ? [parent.expression, parent.thenStatement, parent.elseStatement]
        : [parent.condition, parent.whenTrue, parent.whenFalse];
      if (at === yes && says(test, true, flags, ask)) return true;
      if (at === no && says(test, false, flags, ask)) return true;
    } else if (ts.isBinaryExpression(parent) && parent.right === at) {
      const { kind } = parent.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken && says(parent.left, true, flags, ask)) return true;
      if (kind === ts.SyntaxKind.BarBarToken && says(parent.left, false, flags, ask)) return true;
    } else if (ts.isBlock(parent) && parent.statements.some((one) => one === at)) {
      const before = parent.statements.slice(0, parent.statements.indexOf(at as ts.Statement));
      if (before.some((one) => leavesUnless(one, flags, ask))) return true;
    }
  }
  return false;
}

/** `if (Meteor.isServer) return …;`: what comes after it runs elsewhere. */
function leavesUnless(
  statement: ts.Statement,
  flags: ReadonlyMap<ts.Symbol, boolean>,
  ask: Questions,
): boolean {
  if (!ts.isIfStatement(statement) || statement.elseStatement) return false;
  const body = statement.thenStatement;
  const last = ts.isBlock(body) ? body.statements.at(-1) : body;
  const leaves = last && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
  return leaves === true && says(statement.expression, false, flags, ask);
}

/** Whether a test, where it has this outcome, says that code runs where the API is synchronous. */
function says(
  test: ts.Expression,
  outcome: boolean,
  flags: ReadonlyMap<ts.Symbol, boolean>,
  ask: Questions,
): boolean {
  if (ts.isParenthesizedExpression(test)) return says(test.expression, outcome, flags, ask);
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken)
    return says(test.operand, !outcome, flags, ask);
  const both = outcome ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken;
  if (ts.isBinaryExpression(test) && test.operatorToken.kind === both)
    return says(test.left, outcome, flags, ask) || says(test.right, outcome, flags, ask);
  const symbol = ts.isPropertyAccessExpression(test) ? ask.symbol(test.name) : undefined;
  return symbol !== undefined && flags.get(symbol) === outcome;
}
