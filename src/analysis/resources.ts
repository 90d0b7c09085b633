import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { PlanBuilder } from './plan-builder.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { Seeds } from './seeds.js';

/** Where a resource (a session, a connection) is opened and closed in one block. */
interface Life {
  form: 'try-finally' | 'open-close';
  close: ts.ExpressionStatement;
  tryStatement?: ts.TryStatement;
  ownBlock?: boolean;
}

/**
 * Plans `await using` for the resources of one file whose life visibly ends in the block that opens them.
 * Those that are returned or stored stay as they are, with a note.
 */
export function planResources(file: ts.SourceFile, ask: Questions, seeds: Seeds, plan: PlanBuilder): void {
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node) && ts.isBlock(node.parent))
      planResource(node, node.parent, ask, seeds, plan);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function planResource(
  statement: ts.VariableStatement,
  block: ts.Block,
  ask: Questions,
  seeds: Seeds,
  plan: PlanBuilder,
): void {
  const [declaration, ...others] = statement.declarationList.declarations;
  if (!declaration?.initializer || others.length > 0 || !ts.isIdentifier(declaration.name)) return;
  const keyword = statement.declarationList.getFirstToken()?.kind;
  if (keyword !== ts.SyntaxKind.ConstKeyword && keyword !== ts.SyntaxKind.LetKeyword) return;
  const symbol = ask.type(declaration.name).getSymbol();
  const closing = symbol && seeds.resources.get(symbol);
  if (!closing) return;
  const uses = usesOf(declaration.name, block, ask);
  if (uses.some(isAssigned)) return;
  const closes = uses.flatMap((use) => closeStatement(use, closing, ask) ?? []);
  const life = lifeOf(statement, block, uses, closes, plan);
  if (!life) {
    const escape = uses.find(escapes);
    if (escape) {
      plan.note(
        'AS402',
        escape,
        `${declaration.name.text} lives on after this block, so it is not turned into await using`,
      );
    }
    return;
  }
  const file = statement.getSourceFile();
  const awaited = plan.planned('await', file, rangeOf(life.close.expression));
  if (!awaited) return;
  plan.withdraw(awaited, file);
  plan.step(
    'await-using',
    file,
    rangeOf(statement),
    { because: awaited.because, reason: awaited.reason },
    {
      form: life.form,
      closeRange: rangeOf(life.close),
      ...(life.tryStatement
        ? { tryRange: rangeOf(life.tryStatement), ownBlock: life.ownBlock ?? false }
        : {}),
    },
    awaited.id,
  );
}

function usesOf(name: ts.Identifier, block: ts.Block, ask: Questions): ts.Identifier[] {
  const symbol = ask.localSymbol(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      node !== name &&
      node.text === name.text &&
      ask.localSymbol(node) === symbol
    ) {
      found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(block);
  return found;
}

function lifeOf(
  statement: ts.VariableStatement,
  block: ts.Block,
  uses: readonly ts.Identifier[],
  closes: readonly ts.ExpressionStatement[],
  plan: PlanBuilder,
): Life | undefined {
  const { statements } = block;
  const next = statements[statements.indexOf(statement) + 1];
  const [close, ...others] = closes;
  if (!close || others.length > 0) return undefined;
  const after = (end: number) => uses.some((use) => use.pos >= end);

  if (next && ts.isTryStatement(next) && close.parent === next.finallyBlock) {
    if (after(next.end)) return undefined;
    return { form: 'try-finally', close, tryStatement: next, ownBlock: statements.at(-1) !== next };
  }
  if (close.parent !== block || after(close.end)) return undefined;
  const index = statements.indexOf(close);
  const between = statements.slice(statements.indexOf(statement) + 1, index);
  const rest = statements.slice(index + 1);
  const file = block.getSourceFile();
  const quiet = rest.every(
    (other) => ts.isReturnStatement(other) && !plan.awaitsWithin(file, rangeOf(other)),
  );
  return quiet && !between.some(leaves) ? { form: 'open-close', close } : undefined;
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

/** Whether a statement can leave its block early, so that a plain close behind it would be missed. */
function leaves(node: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node)) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return ts.forEachChild(node, leaves) ?? false;
}

function isAssigned(use: ts.Identifier): boolean {
  const { parent } = use;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === use &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** Whether a use hands the resource on to live longer: it is returned or stored. */
function escapes(use: ts.Identifier): boolean {
  const { parent } = use;
  return (
    ts.isReturnStatement(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    (ts.isBinaryExpression(parent) &&
      parent.right === use &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
  );
}
