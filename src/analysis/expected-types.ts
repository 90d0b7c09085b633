import { ts } from '../compiler/typescript.js';
import { parametersBehindCall } from './borrowed.js';
import type { Questions } from './questions.js';
import { standIn } from './stand-ins.js';

/** The types that a value is expected to have where it stands, if it is of a kind that can carry functions. */
export function expectedTypes(node: ts.Node, ask: Questions): ts.Type[] {
  if (!meetsExpectation(node)) return [];
  const expected = [
    castAnew(node, ask) ?? ask.expectedType(node) ?? standIn(node, ask),
    parameterConstraint(node, ask),
  ];
  return [...expected.filter((type) => type !== undefined), ...parametersBehindCall(node, ask)];
}

/** Whether a value stands where its type meets an expected one, and is of a kind that can carry functions. */
export function meetsExpectation(node: ts.Node): node is ts.Expression {
  if (!ts.isExpression(node) || !carriesFunctions(node)) return false;
  const parent = node.parent;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node && (parent.type ?? ts.getJSDocType(parent)) !== undefined;
  }
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    return parent.right === node
      ? operator !== ts.SyntaxKind.CommaToken
      : operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken;
  }
  return (
    ts.isReturnStatement(parent) ||
    ts.isYieldExpression(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isJsxExpression(parent) ||
    ts.isSpreadElement(parent)
  );
}

function carriesFunctions(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isClassExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isAssertionExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword
  );
}

/**
 * The type that a value is given in spite of its own: `Fake` in `value as unknown as Fake`, and of `value as never` the
 * type that is expected there.
 */
function castAnew(node: ts.Expression, ask: Questions): ts.Type | undefined {
  let { parent } = node;
  if (!ts.isAsExpression(parent) || (ask.type(parent).flags & open) === 0) return undefined;
  while (ts.isAsExpression(parent.parent) || ts.isParenthesizedExpression(parent.parent))
    ({ parent } = parent);
  const type = ask.type(parent);
  return (type.flags & open) === 0 ? type : ask.expectedType(parent as ts.Expression);
}
const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never;

/**
 * The constraint of the type parameter that an argument's parameter is declared with: inside the callee its calls resolve
 * to the constraint, while the expected type at the call is already the argument's own.
 */
function parameterConstraint(node: ts.Expression, ask: Questions): ts.Type | undefined {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.expression === node) return undefined;
  const parameter = ask.targets(call)[0]?.parameters[call.arguments.indexOf(node)];
  if (!parameter?.type) return undefined;
  const type = ask.type(parameter.type);
  return type.isTypeParameter() ? ask.checker.getBaseConstraintOfType(type) : undefined;
}
