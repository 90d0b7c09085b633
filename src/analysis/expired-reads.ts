import { ts } from '../compiler/typescript.js';
import { isAssignedTo } from './expression-places.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import type { FileFacts } from './scan.js';
import type { Seeds } from './seeds.js';
import { isWriteTarget } from './write-targets.js';

interface ExpiryContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  mayChange: (file: ts.SourceFile) => boolean;
  /** Says of a node whether it is a lazy read: that is awaited, and loads what has expired. */
  lazyRead: (node: ts.Node) => unknown;
}

type Call = FileFacts['calls'][number];

/**
 * Tells of plain reads behind a call that expires what was loaded (`rollback()`, `expire()`), in the same function: on the
 * asynchronous face they cannot load it again. What is handed to other functions is not followed.
 */
export function planExpiredReads(facts: ReadonlyMap<ts.SourceFile, FileFacts>, context: ExpiryContext): void {
  const { seeds, mayChange } = context;
  if (seeds.expires.size === 0) return;
  for (const [file, { calls }] of facts) {
    if (!mayChange(file)) continue;
    const refreshes = calls.filter(({ targets }) => targets.some((target) => seeds.refreshes.has(target)));
    for (const call of calls) {
      if (!call.targets.some((target) => seeds.expires.has(target))) continue;
      for (const statement of statementsBehind(call.node)) findReads(statement, call, refreshes, context);
    }
  }
}

/** The statements that run after the one a node is in, up to the end of its function. */
function statementsBehind(node: ts.Node): ts.Statement[] {
  const found: ts.Statement[] = [];
  for (let at = node; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    const behind = parent.statements.slice(parent.statements.indexOf(at as ts.Statement) + 1);
    found.push(...behind);
    if (behind.some((one) => ts.isReturnStatement(one) || ts.isThrowStatement(one))) break;
  }
  return found;
}

function findReads(node: ts.Node, call: Call, refreshes: readonly Call[], context: ExpiryContext): void {
  if (ts.isFunctionLike(node)) return;
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    if (isExpiredRead(node, node.expression, call, refreshes, context)) {
      const file = node.getSourceFile();
      const line = file.getLineAndCharacterOfPosition(call.node.getStart()).line + 1;
      const message = `${excerpt(node)} may have expired by ${excerpt(call.node)} in line ${line}, and reading it cannot load it again on the async face. Refresh the object first: await session.refresh(${node.expression.text}).`;
      context.plan.hazard('AS302', node, message);
    }
  }
  ts.forEachChild(node, (child) => {
    findReads(child, call, refreshes, context);
  });
}

function isExpiredRead(
  node: ts.PropertyAccessExpression,
  holder: ts.Identifier,
  call: Call,
  refreshes: readonly Call[],
  { ask, seeds, lazyRead }: ExpiryContext,
): boolean {
  const symbol = ask.localSymbol(holder);
  const declaration = symbol?.valueDeclaration;
  if (!declaration || declaration.pos > call.node.pos || isAssignedTo(node) || lazyRead(node)) return false;
  const type = ask.checker.getNonNullableType(ask.type(holder));
  const through = [...seeds.lazyMarkers.values()].map((marker) => marker.through);
  if (!through.some((name) => name !== node.name.text && ask.member(type, name))) return false;
  if (ask.callables(ask.type(node)).length > 0) return false;
  const between = (other: ts.Node) => other.pos > call.node.end && other.end < node.pos;
  const refreshed = refreshes.some(
    (refresh) =>
      between(refresh.node) &&
      ts.isCallExpression(refresh.node) &&
      refresh.node.arguments.some((argument) => ask.localSymbol(argument) === symbol),
  );
  return !refreshed && !isGivenAgain(symbol, node.getSourceFile(), between, ask);
}

/** Whether a variable gets another value somewhere. */
function isGivenAgain(
  symbol: ts.Symbol,
  file: ts.SourceFile,
  where: (node: ts.Node) => boolean,
  ask: Questions,
): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === symbol.name && isWriteTarget(node) && where(node))
      return ask.localSymbol(node) === symbol;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}
