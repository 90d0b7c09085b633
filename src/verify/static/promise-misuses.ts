import { ts } from '../../compiler/typescript.js';
import { bare, type PromiseTypes } from './promise-types.js';

/** A promise that stands for its value. */
export interface Misuse {
  node: ts.Node;
  message: string;
}

/** The promises a node takes for their values; its children are not looked at. */
export function misuses(node: ts.Node, types: PromiseTypes): Misuse[] {
  return [...testedPromises(node, types), ...usedPromises(node, types), ...callMisuses(node, types)];
}

/** The start of a node's text, on one line, for messages. */
export function excerpt(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function testedPromises(node: ts.Node, types: PromiseTypes): Misuse[] {
  return tested(node)
    .map(bare)
    .filter((test) => (isOptionalCall(test) ? types.maybe(test) : types.always(test)))
    .map((test) => ({
      node: test,
      message: `${excerpt(test)} is a promise: the test never asks for its outcome`,
    }));
}

/** What `a?.b()` gives cannot be awaited later, so there `Promise | undefined` is no test for undefined. */
function isOptionalCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && ts.isOptionalChain(node);
}

/** Expressions of which only the truth, or whether there is a value, is asked. */
function tested(node: ts.Node): ts.Expression[] {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return [node.expression];
  if (ts.isForStatement(node)) return node.condition ? [node.condition] : [];
  if (ts.isConditionalExpression(node)) return [node.condition];
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.ExclamationToken ? [node.operand] : [];
  }
  return ts.isBinaryExpression(node) && choosing.has(node.operatorToken.kind) ? [node.left] : [];
}

const choosing = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function usedPromises(node: ts.Node, types: PromiseTypes): Misuse[] {
  return used(node, types)
    .filter(([operand]) => types.maybe(operand))
    .map(([operand, how]) => ({ node: operand, message: `${excerpt(operand)} is a promise, ${how}` }));
}

/** Expressions whose value is used at once, and what becomes of a promise there. */
function used(node: ts.Node, types: PromiseTypes): [ts.Expression, string][] {
  if (ts.isTemplateSpan(node)) return [[node.expression, 'written as "[object Promise]"']];
  if (ts.isSpreadAssignment(node) || ts.isSpreadElement(node))
    return [[node.expression, 'which has nothing to spread']];
  if (ts.isForInStatement(node) || (ts.isForOfStatement(node) && node.awaitModifier === undefined)) {
    return [[node.expression, 'which has nothing to loop over']];
  }
  if (!ts.isBinaryExpression(node)) return [];
  const { left, right, operatorToken } = node;
  const sides = [left, right];
  if (operators.has(operatorToken.kind))
    return sides.map((side) => [side, 'not the value the operator needs']);
  if (!equality.has(operatorToken.kind) || sides.some(isNothing)) return [];
  // Two promises may well be compared: is it the same one?
  return sides.every((side) => types.maybe(side))
    ? []
    : sides.map((side) => [side, 'which is never equal to its value']);
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

const equality = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** TypeScript refuses most of these itself, but not in JavaScript. */
const operators = new Set([
  ...[
    ts.SyntaxKind.PlusToken,
    ts.SyntaxKind.PlusEqualsToken,
    ts.SyntaxKind.MinusToken,
    ts.SyntaxKind.MinusEqualsToken,
  ],
  ...[ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken, ts.SyntaxKind.PercentToken],
  ...[ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken],
  ...[ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken],
]);

/** Methods of the standard collections whose callback's result decides something. */
const deciding = new Set([
  ...['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'sort', 'toSorted'],
]);
/** Functions that print or convert what they are given. */
const printing = /^(console\.(log|info|warn|error|debug|table|dir)|JSON\.stringify)$/;

function callMisuses(node: ts.Node, types: PromiseTypes): Misuse[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const callee = node.expression;
  const receiver = callee.expression;
  const method = callee.name.text;
  if (printing.test(callee.getText())) {
    return node.arguments
      .filter((argument) => types.maybe(argument) || types.array(argument))
      .map((argument) => ({
        node: argument,
        message: `${excerpt(argument)} is a promise, not the value to print`,
      }));
  }
  if (method === 'join' && types.array(receiver)) {
    return [
      { node: receiver, message: `${excerpt(receiver)} holds promises, written as "[object Promise]"` },
    ];
  }
  const [callback] = node.arguments;
  if (callback === undefined || !(method === 'forEach' || deciding.has(method))) return [];
  if (!types.returnedBy(callback) || !types.collection(receiver)) return [];
  const why =
    method === 'forEach' ? 'forEach does not wait for it' : `${method} takes the promise for its result`;
  return [{ node: callback, message: `the callback ${excerpt(callback)} returns a promise: ${why}` }];
}
