import { ts } from '../compiler/typescript.js';
import { hasBody, type FunctionWithBody } from './callables.js';
import type { HazardContext } from './hazards/context.js';
import { excerpt } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import { isBound, isDoing } from './set-up-statements.js';
import { isAssigned } from './write-targets.js';

/** What the search for connections that are in reach too early needs to know about the run. */
export interface PublishedContext extends HazardContext {
  /** Types whose values can be told to do something before all that is asked of them next, with the method for it. */
  methods: ReadonlyMap<ts.Symbol, string>;
  /** Whether a second call of a function can begin before the first has ended. */
  canOverlap: (fn: FunctionWithBody) => boolean;
}

/** `db = new Database(file)`, where `db` is a variable of the module or a field. */
interface Publication {
  statement: ts.ExpressionStatement;
  target: ts.Identifier | ts.PropertyAccessExpression;
  method: string;
}

/**
 * A function that keeps a connection where others find it, and readies it in the statements behind that, let nobody in
 * between before. Now it waits in these statements: they are done as one set-up, which everybody else's work on the
 * connection comes after.
 */
export function planPublishedHandles(files: Iterable<ts.SourceFile>, context: PublishedContext): void {
  const { plan } = context;
  for (const file of files) {
    const awaits = plan.awaits(file);
    if (awaits.size === 0) continue;
    const waits = (node: ts.Node): boolean => {
      if (ts.isFunctionLike(node)) return false;
      const { start, end } = rangeOf(node);
      return (
        awaits.has(`${start} ${end}`) ||
        (ts.forEachChild(node, (child) => waits(child) || undefined) ?? false)
      );
    };
    const visit = (node: ts.Node, fn: FunctionWithBody | undefined): void => {
      if (fn && ts.isBlock(node)) planIn(node.statements, fn, waits, context);
      const inner = ts.isFunctionLike(node) ? (hasBody(node) ? node : undefined) : fn;
      ts.forEachChild(node, (child) => {
        visit(child, inner);
      });
    };
    visit(file, undefined);
  }
}

function planIn(
  statements: readonly ts.Statement[],
  fn: FunctionWithBody,
  waits: (node: ts.Node) => boolean,
  context: PublishedContext,
): void {
  for (const [index, statement] of statements.entries()) {
    const publication = publicationIn(statement, fn, context);
    if (!publication) continue;
    const behind = statements.slice(index + 1);
    const first = behind.findIndex(waits);
    const last = behind.findLastIndex((one) => waits(one) && !ts.isReturnStatement(one));
    if (first < 0 || last < first || !context.canOverlap(fn)) continue;
    setUp(publication, behind.slice(first, last + 1), fn, context);
  }
}

function setUp(
  { statement, target, method }: Publication,
  statements: readonly ts.Statement[],
  fn: FunctionWithBody,
  { ask, plan }: PublishedContext,
): void {
  const [start, end] = [statements[0], statements.at(-1)];
  if (!start || !end) return;
  const mayBeNothing =
    ask.checker.getNonNullableType(declaredType(target, ask)) !== declaredType(target, ask);
  const fits =
    (!mayBeNothing || ts.isIdentifier(target)) &&
    statements.every((one) => isDoing(one) && !isBound(one)) &&
    !leavesBehind(statements, fn, ask);
  const handle = target.getText();
  if (!fits) {
    const message = `${handle} is in reach of other code from here on, and ${excerpt(start)} lets that run before the connection is ready. Keep it in a variable of the function until it is, or do the rest in ${method}() of the connection.`;
    plan.hazard('AS311', statement, message, start);
    return;
  }
  const file = start.getSourceFile();
  const range = { start: rangeOf(start).start, end: rangeOf(end).end };
  const awaited = plan.awaitWithin(file, range);
  if (!awaited) return;
  const why = {
    because: { step: awaited.id },
    reason: `others can reach ${handle}, and have to wait until it is ready`,
  };
  const details = { handle, method, awaited: true, ...(mayBeNothing && { parameter: handle }) };
  plan.step('set-up', file, range, why, details);
}

function declaredType(target: Publication['target'], ask: PublishedContext['ask']): ts.Type {
  const symbol = ask.symbol(ts.isIdentifier(target) ? target : target.name);
  return symbol ? ask.checker.getTypeOfSymbol(symbol) : ask.type(target);
}

/** The assignment that puts a new connection where others find it. */
function publicationIn(
  statement: ts.Statement,
  fn: FunctionWithBody,
  { ask, methods }: PublishedContext,
): Publication | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left: target, operatorToken, right } = statement.expression;
  const assigns =
    operatorToken.kind === ts.SyntaxKind.EqualsToken ||
    operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
  if (!assigns || !isMade(right, ask)) return undefined;
  if (!ts.isIdentifier(target) && !ts.isPropertyAccessExpression(target)) return undefined;
  if (ts.isIdentifier(target) && isOwn(target, fn, ask)) return undefined;
  const type = ask.checker.getNonNullableType(declaredType(target, ask)).getSymbol();
  const method = type && methods.get(type);
  return method === undefined ? undefined : { statement, target, method };
}

/** Whether a value is new, or stands in a variable that was given a new one. */
function isMade(value: ts.Expression, ask: PublishedContext['ask']): boolean {
  if (ts.isNewExpression(value) || ts.isCallExpression(value)) return true;
  const declaration = ts.isIdentifier(value) ? ask.localSymbol(value)?.valueDeclaration : undefined;
  const initial = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return initial !== undefined && (ts.isNewExpression(initial) || ts.isCallExpression(initial));
}

/** Whether a name is a variable of a function. */
function isOwn(name: ts.Identifier, fn: ts.Node, ask: PublishedContext['ask']): boolean {
  const declaration = ask.localSymbol(name)?.valueDeclaration;
  return declaration?.getSourceFile() === fn.getSourceFile() && isWithin(declaration, fn);
}

/** Whether statements declare or assign what the rest of their function uses, or rely on what is known of a variable. */
function leavesBehind(
  statements: readonly ts.Statement[],
  fn: FunctionWithBody,
  ask: PublishedContext['ask'],
): boolean {
  const isInside = (node: ts.Node) => statements.some((one) => isWithin(node, one));
  const visit = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) {
      const declaration = ask.localSymbol(node)?.valueDeclaration;
      const isOfFunction = declaration !== undefined && isOwn(node, fn, ask);
      if (isOfFunction && !isInside(declaration) && isAssigned(node)) return true;
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  const usesFromOutside = (node: ts.Node): boolean => {
    if (isInside(node)) return false;
    if (ts.isIdentifier(node)) {
      const declaration = ask.localSymbol(node)?.valueDeclaration;
      if (declaration && isOwn(node, fn, ask) && isInside(declaration)) return true;
    }
    return ts.forEachChild(node, (child) => usesFromOutside(child) || undefined) ?? false;
  };
  return statements.some(visit) || usesFromOutside(fn);
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}
