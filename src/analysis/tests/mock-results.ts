import { ts } from '../../compiler/typescript.js';
import type { Questions } from '../questions.js';

/** What is said of what a mock returned. */
export interface MockResult {
  /** The mock. */
  mock: ts.Expression;
  use: MockResultUse;
}

/** How the same is said of what a mock's promises came to. */
export type MockResultUse =
  /** An assertion has a name for it: `toHaveResolvedWith`. */
  | { kind: 'rename'; name: ts.Identifier; to: string }
  /** One result is read: it is awaited. */
  | { kind: 'await'; value: ts.Expression }
  /** There are no words for it. */
  | { kind: 'note'; at: ts.Node; message: string };

/** The assertions on results, and those of vitest on what promises came to. */
const assertions: Readonly<Record<string, string>> = {
  toHaveReturned: 'toHaveResolved',
  toHaveReturnedTimes: 'toHaveResolvedTimes',
  toHaveReturnedWith: 'toHaveResolvedWith',
  toHaveLastReturnedWith: 'toHaveLastResolvedWith',
  toHaveNthReturnedWith: 'toHaveNthResolvedWith',
};
/** Names that jest, and vitest before its third version, have for the same. */
const aliases: Readonly<Record<string, string>> = {
  toReturn: 'toHaveReturned',
  toReturnTimes: 'toHaveReturnedTimes',
  toReturnWith: 'toHaveReturnedWith',
  lastReturnedWith: 'toHaveLastReturnedWith',
  nthReturnedWith: 'toHaveNthReturnedWith',
};
/** Where each framework keeps what a mock returned: `mock.results[0].value`, and `mock.calls[0].result` of node:test. */
const records: Readonly<Record<string, string>> = { results: 'value', calls: 'result' };

const instead = 'Await what it returned before you look at it.';

/** What a node says of what a mock returned, if it does. */
export function mockResult(node: ts.Node, ask: Questions): MockResult | undefined {
  if (ts.isCallExpression(node)) return asserted(node, ask);
  if (ts.isPropertyAccessExpression(node)) return recorded(node, ask);
  return ts.isBindingElement(node) ? unpacked(node) : undefined;
}

/** `expect(mock).toHaveReturnedWith(x)`. */
function asserted({ expression }: ts.CallExpression, ask: Questions): MockResult | undefined {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.name)) return undefined;
  const { name } = expression;
  const said = aliases[name.text] ?? name.text;
  const to = assertions[said];
  if (to === undefined) return undefined;
  let subject: ts.Expression = expression.expression;
  while (ts.isPropertyAccessExpression(subject)) subject = subject.expression;
  const [mock] = ts.isCallExpression(subject) ? subject.arguments : [];
  if (!mock) return undefined;
  if (ask.member(ask.type(subject), to)) return { mock, use: { kind: 'rename', name, to } };
  const message = `The mock returns promises now: ${name.text} sees those, not what they come to. ${instead}`;
  return { mock, use: { kind: 'note', at: name, message } };
}

/** `mock.mock.results[0].value`, or `mock.mock.results` for anything else but its length. */
function recorded(node: ts.PropertyAccessExpression, ask: Questions): MockResult | undefined {
  const mock = mockOf(node.expression);
  const member = records[node.name.text];
  if (!mock || member === undefined) return undefined;
  const element = elementOf(node);
  const parent = withoutMarks(element).parent;
  const read = element !== node && ts.isPropertyAccessExpression(parent) ? parent : undefined;
  if (read?.name.text === member) return { mock, use: { kind: 'await', value: read } };
  const spoken = member === 'value' || (!read && readsResults(node, ask));
  return spoken && !isCounted(node) ? { mock, use: inPieces(node, node.name.text) } : undefined;
}

/** Whether a list of calls is one of node:test, and what holds it speaks of results: other frameworks keep arguments there. */
function readsResults(list: ts.PropertyAccessExpression, ask: Questions): boolean {
  if (!ask.member(ask.type(list.expression), 'callCount')) return false;
  const around = ts.findAncestor(list.parent, ts.isFunctionLike) ?? list.getSourceFile();
  return /\bresult\b/.test(around.getText());
}

/** `const { results } = mock.mock`. */
function unpacked(node: ts.BindingElement): MockResult | undefined {
  const name = node.propertyName ?? node.name;
  const declaration = node.parent.parent;
  if (!ts.isIdentifier(name) || name.text !== 'results' || !ts.isVariableDeclaration(declaration))
    return undefined;
  const mock = declaration.initializer && mockOf(declaration.initializer);
  return mock && { mock, use: inPieces(node, name.text) };
}

function inPieces(at: ts.Node, name: string): MockResultUse {
  const message = `The mock returns promises now, and ${name} holds those, not what they come to. ${instead}`;
  return { kind: 'note', at, message };
}

/** Of `f.mock`, `f`. */
function mockOf(node: ts.Expression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'mock' ? node.expression : undefined;
}

/** The element that is read of a list: of `list`, `list[0]` or `list.at(-1)` around it. */
function elementOf(list: ts.Expression): ts.Expression {
  const { parent } = withoutMarks(list);
  if (ts.isElementAccessExpression(parent) && parent.argumentExpression !== list) return parent;
  const called =
    ts.isPropertyAccessExpression(parent) && parent.name.text === 'at' ? parent.parent : undefined;
  return called && ts.isCallExpression(called) ? called : list;
}

/** The outermost of the parentheses and marks (`!`) around an expression that say nothing of its value. */
function withoutMarks(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)
    ? withoutMarks(parent)
    : node;
}

/** Whether only the number of results is asked for. */
function isCounted({ parent }: ts.PropertyAccessExpression): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'length';
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.parent) &&
    parent.parent.name.text === 'toHaveLength'
  );
}
