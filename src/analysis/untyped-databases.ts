import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { alreadyPromise } from './already-promise.js';
import { isAwaited } from './expression-places.js';
import { hasBody } from './callables.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { Propagation } from './propagate.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import { startsSql } from './sql-text.js';
import { isAny, isVague } from './untyped-places.js';

interface UntypedDatabaseContext {
  ask: Questions;
  plan: PlanBuilder;
  seeds: Seeds;
  propagation: Propagation;
  isExternal: (node: ts.Node) => boolean;
  leavesAlone: (node: ts.Node) => boolean;
}

/** What is known of a connection's method by its name. */
interface Method {
  cause: Cause;
  /** Whether it becomes asynchronous itself. */
  isAsync: boolean;
  /** The methods of what it gives that become asynchronous. */
  makes: ReadonlySet<string>;
}

/**
 * Tells of calls on values without a type, or with one that nothing is given, that are, by their names and their SQL, calls
 * of a database: nothing has led a connection to them, so they stay as they are, and give promises that nobody awaits if they
 * are what they look like. What is awaited as it is needs nothing.
 */
export function planUntypedDatabases(
  files: Iterable<ts.SourceFile>,
  { ask, plan, seeds, propagation, isExternal, leavesAlone }: UntypedDatabaseContext,
): void {
  const methods = methodsOf(seeds, ask);
  if (methods.size === 0) return;
  const named = new RegExp(`\\.(?:${[...methods.keys()].join('|')})\\s*[(<]`);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) tell(node);
    ts.forEachChild(node, visit);
  };
  const tell = (call: ts.CallExpression): void => {
    const callee = call.expression;
    if (!ts.isPropertyAccessExpression(callee)) return;
    const method = methods.get(callee.name.text);
    if (!method || !looksLikeSql(call, method) || isWaitedFor(call, method) || leavesAlone(call)) return;
    const unknown = whatIsUnknown(call, callee.expression);
    if (unknown === undefined) return;
    const message = `${excerpt(callee.expression)} ${unknown}, and looks like a database: what it gives may be a promise now that is not awaited; give it the database's type and run again`;
    plan.wall('AS214', call, message, method.cause, true);
  };
  /** Why it is not known what a call calls, if it is not. */
  const whatIsUnknown = (call: ts.CallExpression, holder: ts.Expression): string | undefined => {
    const type = ask.type(holder);
    if (isAny(type) || isVague(type)) return propagation.isFound(call) ? undefined : 'has no type here';
    const targets = ask.targets(call);
    if (targets.length === 0 || targets.some((target) => hasBody(target) || isExternal(target)))
      return undefined;
    const members = [type, ask.type(call)]
      .flatMap((one) => ask.checker.getPropertiesOfType(one))
      .flatMap((member) => ask.callables(ask.checker.getTypeOfSymbol(member)));
    const isKnown = [...targets, ...members].some(
      (one) => propagation.flowsInto(one).length > 0 || alreadyPromise(one, ask),
    );
    return !isKnown ? 'has a type of its own, which nothing in sight is given' : undefined;
  };
  for (const file of files) if (named.test(file.text)) visit(file);
}

/** The methods of connections that run SQL, or make statements of it. */
function methodsOf({ calls, setUps, connections }: Seeds, ask: Questions): ReadonlyMap<string, Method> {
  const { checker } = ask;
  const found = new Map<string, Method>();
  const causeOf = (property: ts.Symbol): Cause | undefined =>
    ask
      .callables(checker.getTypeOfSymbol(property))
      .map((callable) => calls.get(callable))
      .find((cause) => cause !== undefined);
  for (const connection of new Set([...setUps.keys(), ...connections.keys()])) {
    for (const property of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(connection))) {
      const own = causeOf(property);
      const given = checker
        .getTypeOfSymbol(property)
        .getCallSignatures()
        .flatMap((signature) =>
          checker.getPropertiesOfType(checker.getApparentType(signature.getReturnType())),
        )
        .flatMap((part) => {
          const cause = causeOf(part);
          return cause ? [{ name: part.name, cause }] : [];
        });
      const cause = own ?? given[0]?.cause;
      if (!cause) continue;
      const makes = own ? [] : given.map(({ name }) => name);
      found.set(property.name, { cause, isAsync: own !== undefined, makes: new Set(makes) });
    }
  }
  return found;
}

/** `exec('CREATE …')`, `prepare('SELECT …')`, `prepare(sql).all()` */
function looksLikeSql(call: ts.CallExpression, { makes }: Method): boolean {
  const [first] = call.arguments;
  const text = first && (ts.isTemplateExpression(first) ? first.head : first);
  if (text && (ts.isStringLiteralLike(text) || ts.isTemplateHead(text))) return startsSql(text.text);
  const { parent } = call;
  return (
    ts.isPropertyAccessExpression(parent) &&
    makes.has(parent.name.text) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

/** Whether all that a call comes to is awaited as it is: `await db.prepare(sql).all()`, or what the statement does later. */
function isWaitedFor(call: ts.CallExpression, { makes }: Method): boolean {
  const result = endOfChain(call);
  if (result !== call || makes.size === 0) return isAwaitedOrListed(result);
  const name = keptAs(call);
  if (name === undefined) return false;
  let isMissed = false;
  const visit = (node: ts.Node): void => {
    isMissed ||= isCallOf(node, name, makes) && !isAwaitedOrListed(endOfChain(node));
    ts.forEachChild(node, visit);
  };
  visit(call.getSourceFile());
  return !isMissed;
}

/** `db.prepare(sql).pluck().all()`, of `db.prepare(sql)` */
function endOfChain(call: ts.CallExpression): ts.CallExpression {
  const member = call.parent;
  const next = member.parent;
  const goesOn =
    ts.isPropertyAccessExpression(member) && ts.isCallExpression(next) && next.expression === member;
  return goesOn ? endOfChain(next) : call;
}

/** `await call`, `await Promise.all([call])` */
function isAwaitedOrListed(call: ts.CallExpression): boolean {
  const list = call.parent;
  if (ts.isArrayLiteralExpression(list) && ts.isCallExpression(list.parent)) return isAwaited(list.parent);
  return isAwaited(call);
}

/** The name of the variable or property that a statement is kept as. */
function keptAs({ parent }: ts.CallExpression): string | undefined {
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return ts.isIdentifier(parent.name) ? parent.name.text : undefined;
  const left = ts.isBinaryExpression(parent) ? parent.left : undefined;
  return left && nameOf(left);
}

function isCallOf(node: ts.Node, name: string, makes: ReadonlySet<string>): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name: method } = node.expression;
  return makes.has(method.text) && nameOf(expression) === name;
}

function nameOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}
