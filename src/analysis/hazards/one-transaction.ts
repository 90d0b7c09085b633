import { ts } from '../../compiler/typescript.js';
import type { ConnectionRule } from '../../profiles/profile.js';
import { hasBody, isAsync, type FunctionWithBody } from '../callables.js';
import type { PlanBuilder } from '../plan-builder.js';
import type { Questions } from '../questions.js';
import { rangeOf } from '../ranges.js';
import { conducts } from './conduct.js';
import type { EventReader, Routine } from './events.js';
import type { Handle } from './handles.js';
import type { TableAccess } from './table-access.js';

/** What is needed to put what a function does into one transaction. */
export interface TransactionContext {
  ask: Questions;
  plan: PlanBuilder;
  reader: EventReader;
  tables: TableAccess;
  /** Types of connections. */
  connections: ReadonlyMap<ts.Symbol, ConnectionRule>;
}

/**
 * Puts what a function does into one transaction, where it does the same in one: it uses one connection that it names,
 * all of its statements can be read, and once it has written it neither writes again nor throws on purpose, so that there
 * is nothing which a transaction would undo.
 * @returns whether it did
 */
export function transactionPlanner(context: TransactionContext): (fn: Routine, read: ts.Node) => boolean {
  const { ask, plan, reader, tables, connections } = context;
  const conductOf = conducts({ ask, reader, tables, connections });
  return (fn, read) => {
    if (!hasBlock(fn)) return false;
    const file = fn.getSourceFile();
    const made = plan.planned('make-async', file, rangeOf(fn));
    const cause = made ?? (isAsync(fn) ? plan.awaitWithin(file, rangeOf(fn.body)) : undefined);
    const conduct = cause && conductOf(fn);
    if (!conduct || conduct.goesOnAfterWriting || !isKept(fn, plan)) return false;
    const [use] = conduct.uses;
    if (!use || conduct.uses.some(({ key }) => key !== use.key)) return false;
    const named = conduct.uses.find((one) => one.isCertain && statementsWith(one, fn, ask));
    const statements = named && statementsWith(named, fn, ask);
    const form = named && connections.get(named.type)?.transaction;
    const [first, last] = [statements?.[0], statements?.at(-1)];
    if (!named || !first || !last || form === undefined) return false;
    const range = { start: rangeOf(first).start, end: last.end };
    const why = {
      because: { step: cause.id },
      reason: `others could write now between the read in line ${lineOf(read)} and the write`,
    };
    const returns = returnsValue(fn);
    plan.step('one-transaction', file, range, why, {
      form: `${named.name.getText()}${form}`,
      returns,
      ...(returns && fn.type && { type: isAsync(fn) ? fn.type.getText() : `Promise<${fn.type.getText()}>` }),
    });
    return true;
  };
}

/** The statements of a function from where a connection's name can be written; nothing where it cannot. */
function statementsWith(
  { name }: Handle,
  fn: FunctionWithBody & { body: ts.Block },
  ask: Questions,
): readonly ts.Statement[] | undefined {
  const all = fn.body.statements.slice(directivesOf(fn.body));
  // A field of `this` was reached by calls on `this` alone.
  if (!ts.isIdentifier(name)) return ts.isMethodDeclaration(fn) || isInside(name, fn) ? all : undefined;
  const inScope = ask.checker.getSymbolsInScope(fn.body, ts.SymbolFlags.Value);
  const here = inScope.find((symbol) => symbol.name === name.text);
  const declaration = here?.declarations?.[0];
  if (!declaration || declaration !== ask.localSymbol(name)?.declarations?.[0]) return undefined;
  if (!isInside(declaration, fn.body)) return all;
  const at = all.findIndex((statement) => isInside(declaration, statement));
  const [before, behind] = [all.slice(0, at + 1), all.slice(at + 1)];
  // What was found out about a variable is not known any more inside a function that uses it.
  const isPlain = before.every((one) => ts.isVariableStatement(one) || ts.isExpressionStatement(one));
  const declares = before.at(-1) === declaration.parent.parent;
  return isPlain && declares && !behind.some(ts.isFunctionDeclaration) ? behind : undefined;
}

/** How many statements at a body's start say how it is to be run: `'use server'`. */
function directivesOf({ statements }: ts.Block): number {
  const isDirective = (one: ts.Statement) =>
    ts.isExpressionStatement(one) && ts.isStringLiteral(one.expression);
  const first = statements.findIndex((one) => !isDirective(one));
  return first < 0 ? statements.length : first;
}

function hasBlock(fn: Routine): fn is FunctionWithBody & { body: ts.Block } {
  return hasBody(fn) && ts.isBlock(fn.body);
}

/** Whether a declared result is one for another function to have: not what a function says of its parameters. */
function isKept(fn: FunctionWithBody, plan: PlanBuilder): boolean {
  const { type } = fn;
  if (!type) return true;
  const isPromise = /\bPromise(?:Like)?\b/.test(type.getText());
  if (ts.isTypePredicateNode(type) || isPromise !== isAsync(fn)) return false;
  return !plan.changes(type.getSourceFile(), rangeOf(type));
}

function returnsValue(fn: FunctionWithBody): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node) && node.expression) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(fn.body);
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && outer.pos <= node.pos && node.end <= outer.end;
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
