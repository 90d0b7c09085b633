import { ts } from '../compiler/typescript.js';
import { constituents, type Questions } from './questions.js';

/**
 * The type that stands for a value's own where no type is expected and several values meet. Of `test ? f : g`, of
 * `[f, g]`, and of a function that returns the one or the other, the compiler keeps only the type of `f` if that of `g`
 * says the same: what is called through it may be `g`.
 * @returns the type of all values that meet, if the value's own type is not in it
 */
export function standIn(node: ts.Expression, ask: Questions): ts.Type | undefined {
  const met = meeting(node, ask);
  if (!met) return undefined;
  const kept = new Set(constituents(met).map(({ symbol }) => symbol as ts.Symbol | undefined));
  const lost = constituents(ask.type(node)).some(({ symbol }) => !kept.has(symbol));
  return lost ? met : undefined;
}

/** The type of all values that meet where a value stands. */
function meeting(node: ts.Expression, ask: Questions): ts.Type | undefined {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return meeting(parent, ask);
  if (ts.isConditionalExpression(parent) || isChoice(parent)) return meeting(parent, ask) ?? ask.type(parent);
  if (ts.isArrayLiteralExpression(parent))
    return ask.checker.getIndexTypeOfType(ask.type(parent), ts.IndexKind.Number);
  if (ts.isReturnStatement(parent)) return openResult(ts.findAncestor(parent, ts.isFunctionLike), ask);
  return ts.isArrowFunction(parent) && parent.body === node ? openResult(parent, ask) : undefined;
}

function isChoice(node: ts.Node): node is ts.BinaryExpression {
  const choices: ts.SyntaxKind[] = [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken];
  return ts.isBinaryExpression(node) && choices.includes(node.operatorToken.kind);
}

/** What a function returns that does not say so. */
function openResult(fn: ts.SignatureDeclaration | undefined, ask: Questions): ts.Type | undefined {
  const signature = fn && !fn.type ? ask.checker.getSignatureFromDeclaration(fn) : undefined;
  return signature && ask.checker.getReturnTypeOfSignature(signature);
}
