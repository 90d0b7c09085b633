import { ts } from '../compiler/typescript.js';
import type { Step } from '../plan/plan.js';
import type { Callable } from './callables.js';
import { containerOf } from './containers.js';
import { lifeOf, type Life } from './resource-life.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';
import type { SourceFiles } from './source-files.js';
import { isAssigned } from './write-targets.js';

export interface ResourceContext {
  ask: Questions;
  seeds: Seeds;
  plan: PlanBuilder;
  files: SourceFiles;
  /** Whether a place stays as it is. */
  leavesAlone: (node: ts.Node) => boolean;
  /** Whether a file may say `await using`. */
  awaitUsingRuns(file: ts.SourceFile): boolean;
}

/**
 * Plans how the resources of one file end whose life visibly ends in the block that opens them: by `await using`, or by
 * `try` and `finally` where that does not run. Those that are returned or stored stay as they are, with a note.
 */
export function planResources(file: ts.SourceFile, context: ResourceContext): void {
  const closedAtEnd = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node) && (ts.isBlock(node.parent) || ts.isSourceFile(node.parent)))
      planResource(node, node.parent, closedAtEnd, context);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function planResource(
  statement: ts.VariableStatement,
  block: ts.Block | ts.SourceFile,
  closedAtEnd: Set<ts.Node>,
  context: ResourceContext,
): void {
  const { ask, seeds, plan } = context;
  const name = resourceName(statement);
  const closing = name && closingOf(ask.type(name), ask, seeds);
  if (!closing || context.leavesAlone(statement)) return;
  const uses = usesOf(name, block, ask);
  if (uses.some(isAssigned)) return;
  const closes = uses.flatMap((use) => closeStatement(use, closing, ask) ?? []);
  const file = statement.getSourceFile();
  // Only what runs from the first await on goes into a function; what is opened before that stays outside it.
  if (containerOf(statement, context.files.topLevelAwait(file)).kind === 'wall') return;
  const awaits = (node: ts.Node) => plan.awaitWithin(file, rangeOf(node)) !== undefined;
  const life = lifeOf(statement, block, { uses, closes, awaits, closedAtEnd });
  if (!life) {
    const escape = ts.isBlock(block) ? uses.find(escapes) : undefined;
    const message = `${name.text} lives on after this block, so it is not turned into await using`;
    if (escape) plan.note('AS402', escape, message);
    return;
  }
  const awaited = plan.planned('await', file, rangeOf(life.close.expression));
  if (!awaited) return;
  if (context.awaitUsingRuns(file)) {
    closedAtEnd.add(life.close);
    planAwaitUsing(statement, life, awaited, plan);
  } else if (life.form === 'open-close' && life.body) {
    planTry(statement, life, life.body, awaited, plan);
  }
}

function planAwaitUsing(
  statement: ts.VariableStatement,
  { form, close, tryStatement, ownBlock }: Life,
  awaited: Step,
  plan: PlanBuilder,
): void {
  const file = statement.getSourceFile();
  const { because, reason } = awaited;
  plan.withdraw(awaited, file);
  const inTry = tryStatement ? { tryRange: rangeOf(tryStatement), ownBlock: ownBlock ?? false } : {};
  const details = { form, closeRange: rangeOf(close), ...inTry };
  plan.step('await-using', file, rangeOf(statement), { because, reason }, details, awaited.id);
}

function planTry(
  statement: ts.VariableStatement,
  { close }: Life,
  body: readonly ts.Statement[],
  awaited: Step,
  plan: PlanBuilder,
): void {
  const [first, last] = [body[0], body.at(-1)];
  if (!first || !last) return;
  const why = { because: { step: awaited.id }, reason: 'it is closed also when something goes wrong' };
  const details = { closeRange: rangeOf(close), body: { start: first.getStart(), end: last.end } };
  plan.step('try-finally', statement.getSourceFile(), rangeOf(statement), why, details);
}

/** The name a statement declares, if it is one constant or variable with a value, and nothing else. */
function resourceName(statement: ts.VariableStatement): ts.Identifier | undefined {
  const { declarations } = statement.declarationList;
  const [declaration, ...others] = declarations;
  const keyword = statement.declarationList.getFirstToken()?.kind;
  if (keyword !== ts.SyntaxKind.ConstKeyword && keyword !== ts.SyntaxKind.LetKeyword) return undefined;
  if (!declaration?.initializer || others.length > 0 || statement.modifiers?.length) return undefined;
  return ts.isIdentifier(declaration.name) ? declaration.name : undefined;
}

/** What closes values of a type: also of a class derived from a resource's, unless that closes in its own way. */
function closingOf(type: ts.Type, ask: Questions, seeds: Seeds): Callable | undefined {
  const symbol = type.getSymbol();
  const closing = symbol && seeds.resources.get(symbol);
  if (closing || !type.isClassOrInterface()) return closing;
  for (const base of ask.checker.getBaseTypes(type)) {
    const inherited = closingOf(base, ask, seeds);
    const name = inherited?.name && ts.isIdentifier(inherited.name) ? inherited.name.text : '';
    if (inherited && ask.member(type, name)?.callables.includes(inherited)) return inherited;
  }
  return undefined;
}

function usesOf(name: ts.Identifier, block: ts.Node, ask: Questions): ts.Identifier[] {
  const symbol = ask.localSymbol(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    const named = ts.isIdentifier(node) && node !== name && node.text === name.text;
    if (named && ask.localSymbol(node) === symbol) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(block);
  return found;
}

/** The statement `resource.close();` that a use of the resource is in, if it is in one. */
function closeStatement(
  use: ts.Identifier,
  closing: Callable,
  ask: Questions,
): ts.ExpressionStatement | undefined {
  const access = use.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== use) return undefined;
  const call = access.parent;
  if (!ts.isCallExpression(call) || !ts.isExpressionStatement(call.parent)) return undefined;
  return ask.targets(call).includes(closing) ? call.parent : undefined;
}

/** Whether a use hands the resource on to live longer: it is returned, stored, or given to a constructor. */
function escapes(use: ts.Identifier): boolean {
  const { parent } = use;
  return (
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isYieldExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    (ts.isNewExpression(parent) && parent.expression !== use) ||
    (ts.isBinaryExpression(parent) &&
      parent.right === use &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
  );
}
