import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import { calleeNames } from '../callbacks/taking-call.js';
import type { Questions } from '../questions.js';
import { beforeCasts } from '../untyped-places.js';
import { mockResult, type MockResultUse } from './mock-results.js';
import { mockedMembers, memberOfVariable, takenOut } from './mocked-members.js';
import { mockedModule } from './mocked-modules.js';
import { namesIn } from '../variables.js';

/** A mock that is told what to return or throw, or asked what it returned. */
export interface MockFact {
  /** How a mock of an async function is told the same: by another name (`mockResolvedValue`), … */
  use: MockResultUse;
  /** What the mock stands for. */
  callables: readonly Callable[];
}

/** A function that does the work of a mock. */
export interface MockImplementation {
  node: ts.Expression;
  from: readonly Callable[];
  to: readonly Callable[];
}

/** The calls that tell a mock of vitest or jest what to return, and those for mocks of async functions. */
const values: Readonly<Record<string, string>> = {
  mockReturnValue: 'mockResolvedValue',
  mockReturnValueOnce: 'mockResolvedValueOnce',
  mockThrow: 'mockRejectedValue',
  mockThrowOnce: 'mockRejectedValueOnce',
};
const implementing = new Set(['mockImplementation', 'mockImplementationOnce']);

/** What a node tells a mock to return, or asks of what it returned, if it does. */
export function mockFact(node: ts.Node, ask: Questions): MockFact | undefined {
  const result = mockResult(node, ask);
  if (result) return { use: result.use, callables: standsFor(result.mock, ask) };
  const expression = ts.isCallExpression(node) ? node.expression : undefined;
  if (!expression || !ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.name))
    return undefined;
  const { name } = expression;
  const to = values[name.text];
  if (to === undefined || !ts.isCallExpression(node)) return undefined;
  return { use: { kind: 'rename', name, to }, callables: standsFor(node, ask) };
}

/** The function a call gives a mock to do its work, if that is what it does. */
export function mockImplementation(call: ts.CallExpression, ask: Questions): MockImplementation | undefined {
  const node = implementationOf(call);
  if (!node) return undefined;
  const method = isMethodMock(call) ? spiedMember(call, ask) : undefined;
  return { node, from: ask.callables(ask.type(node)), to: method ?? standsFor(call, ask) };
}

/** The functions that a factory puts in the place of a module's exports, and of members of those. */
export function mockedExports(call: ts.CallExpression, ask: Questions): MockImplementation[] {
  const factory = mockedModule(call, ask) && call.arguments[1];
  if (!factory || !ts.isFunctionLike(factory)) return [];
  const found: MockImplementation[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAssignment(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isShorthandPropertyAssignment(node)
    ) {
      const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
      const from = ts.isObjectLiteralExpression(value) ? [] : ask.callables(ask.type(value));
      if (from.length > 0 && ts.isExpression(value))
        found.push({ node: value, from, to: mockedMembers(value, ask) });
    }
    ts.forEachChild(node, visit);
  };
  visit(factory);
  return found;
}

function implementationOf(call: ts.CallExpression): ts.Expression | undefined {
  const names = calleeNames(call.expression);
  const name = names.at(-1)?.text ?? '';
  if (isMethodMock(call)) return call.arguments[2];
  return implementing.has(name) || isMockFunction(call) ? call.arguments[0] : undefined;
}

/** `mock.method(object, 'name', fn)` of node:test. */
function isMethodMock({ expression }: ts.CallExpression): boolean {
  return /(?:^|\.)mock\.method$/.test(expression.getText());
}

/** Whether a call makes a mock: `vi.fn()`, `jest.fn()`, `mock.fn()`. */
export function isMockFunction({ expression }: ts.CallExpression): boolean {
  return /^(?:vi|jest|mock|\w+\.mock)\.fn$/.test(expression.getText());
}

/** What the mock that a call tells something stands for. */
function standsFor(mock: ts.Expression, ask: Questions): Callable[] {
  const made = chainStart(mock);
  return [...new Set([...ofExpression(made, ask), ...mockedMembers(chainEnd(mock), ask)])];
}

/** The mock at the start of a chain: of `vi.fn().mockReturnValue(1).mockName('x')`, `vi.fn()`. */
function chainStart(node: ts.Expression): ts.Expression {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const told =
      node.expression.name.text.startsWith('mock') && !['mock', 'mocked'].includes(node.expression.name.text);
    if (told) return chainStart(node.expression.expression);
  }
  return node;
}

function chainEnd(node: ts.Expression): ts.Expression {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
    ? chainEnd(parent.parent)
    : node;
}

function ofExpression(node: ts.Expression, ask: Questions): readonly Callable[] {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    return ofExpression(node.expression, ask);
  }
  if (ts.isCallExpression(node)) {
    const name = calleeNames(node.expression).at(-1)?.text;
    if (name === 'spyOn' || isMethodMock(node)) return spiedMember(node, ask);
    const [argument] = node.arguments;
    if (name === 'mocked' && argument) return standsFor(argument, ask);
    if (isMockFunction(node)) return argument ? ask.callables(ask.type(argument)) : [];
  }
  const variable = ts.isIdentifier(node) ? ask.symbol(node)?.valueDeclaration : undefined;
  if (variable && ts.isVariableDeclaration(variable)) {
    const values = valuesOf(variable, ask);
    if (values.length > 0)
      return values.flatMap((value) => [
        ...ofExpression(chainStart(value), ask),
        ...mockedMembers(value, ask),
      ]);
  }
  if (variable && ts.isBindingElement(variable)) {
    const taken = takenOut(variable, ask);
    if (taken.length > 0) return taken;
  }
  const member = ts.isPropertyAccessExpression(node) ? memberOfVariable(node, ask) : [];
  return [...ask.callables(ask.type(node)), ...member];
}

/** What a variable is given: where it is declared, or in the assignments of a `beforeEach`. */
function valuesOf({ name, initializer }: ts.VariableDeclaration, ask: Questions): ts.Expression[] {
  if (initializer) return [initializer];
  if (!ts.isIdentifier(name)) return [];
  return namesIn(name.getSourceFile(), name, ask).flatMap(({ parent }) =>
    isAssignmentTo(parent, name.text) ? [parent.right] : [],
  );
}

function isAssignmentTo(node: ts.Node, name: string): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isIdentifier(node.left) &&
    node.left.text === name
  );
}

/** The member that `spyOn(object, 'name')` watches, also of an object whose type a cast hides: `spyOn(object as any, 'name')`. */
function spiedMember({ arguments: given }: ts.CallExpression, ask: Questions): readonly Callable[] {
  const [object, name] = given;
  if (!object || !name || !ts.isStringLiteralLike(name)) return [];
  return ask.member(ask.type(beforeCasts(object)), name.text)?.callables ?? [];
}
