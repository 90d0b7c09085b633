import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';
import type { Questions } from '../questions.js';
import { packageOf } from '../packages.js';
import { moduleSpecifiers } from '../profile-names.js';
import { isTestFrameworks } from './frameworks.js';

/** An assertion about what a function throws, which calls it to see. */
export interface ThrowAssertion {
  /** The assertion itself: `expect(fn).toThrow(x)`, `assert.throws(fn, x)`. */
  call: ts.CallExpression;
  /** The function it calls. */
  subject: ts.Expression;
  /** What the subject is called through. */
  callables: readonly Callable[];
  style: AssertionStyle;
}

/** How a framework says the same of a promise. */
export type AssertionStyle =
  /** `expect(promise).rejects.toThrow(x)`, of vitest and jest. `at`: where `.rejects` goes. */
  | { kind: 'modifier'; at: number; negated: boolean }
  /** `expect(promise).to.be.rejectedWith(x)`, of chai-as-promised. `name`: the `throw` it takes the place of. */
  | { kind: 'as-promised'; name: ts.Node }
  /** `assert.rejects(fn, x)`, of Node: a function beside the one for `throws`. `module`: where it is imported from by name. */
  | { kind: 'function'; name: ts.Identifier; to: string; module?: string }
  /** It has no words for it. */
  | { kind: 'none' };

const rejecting: Readonly<Record<string, string>> = { throws: 'rejects', doesNotThrow: 'doesNotReject' };
const asserting = new Set(['throws', 'throw', 'Throw', 'doesNotThrow']);

/** The assertion about a function's exceptions that a call is, if it is one. */
export function throwAssertion(call: ts.CallExpression, ask: Questions): ThrowAssertion | undefined {
  const callee = call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!ts.isIdentifier(name)) return undefined;
  const expects = name.text.startsWith('toThrow') || asserting.has(name.text);
  if (!expects && !(name.text in rejecting)) return undefined;
  const expectation = expectationOf(callee);
  const [argument] = expectation ? expectation.subject.arguments : call.arguments;
  if (!argument || (expectation && expectation.settles)) return undefined;
  const callables = ask.callables(ask.type(boundFunction(argument)));
  if (callables.length === 0) return undefined;
  const style = expectation ? expectStyle(call, name, expectation, ask) : assertStyle(call, name, ask);
  return style && { call, subject: argument, callables, style };
}

/** Whether a call is `expect(f)` of an assertion which does not call `f`: those of the frameworks' own that do are about what it throws. */
export function asksWithoutCalling(call: ts.CallExpression, ask: Questions): boolean {
  let at: ts.Node = call;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at) at = at.parent;
  const matcher = at.parent;
  if (at === call || !ts.isCallExpression(matcher) || matcher.expression !== at) return false;
  const words = expectationOf(matcher.expression);
  if (words?.subject !== call || words.settles) return false;
  const targets = ask.targets(matcher);
  return targets.length > 0 && targets.every(isTestFrameworks) && !throwAssertion(matcher, ask);
}

/** What comes before the matcher of `expect(fn).to.not.throw`. */
interface Expectation {
  /** `expect(fn)`. */
  subject: ts.CallExpression;
  negated: boolean;
  /** Whether it speaks of a promise already. */
  settles: boolean;
}

function expectationOf(callee: ts.Expression): Expectation | undefined {
  const words: string[] = [];
  let node = callee;
  while (ts.isPropertyAccessExpression(node)) {
    words.push(node.name.text);
    node = node.expression;
  }
  if (!ts.isCallExpression(node) || words.length === 0) return undefined;
  const [, ...before] = words;
  const { expression } = node;
  const root = ts.isPropertyAccessExpression(expression)
    ? [expression.expression, expression.name]
    : [expression];
  if (!root.some((part) => ts.isIdentifier(part) && part.text === 'expect')) return undefined;
  const negated = before.filter((word) => word === 'not').length % 2 === 1;
  const settles = before.some((word) => ['rejects', 'resolves', 'eventually'].includes(word));
  return { subject: node, negated, settles };
}

function expectStyle(
  call: ts.CallExpression,
  name: ts.Identifier,
  { subject, negated }: Expectation,
  ask: Questions,
): AssertionStyle {
  if (name.text.startsWith('toThrow')) {
    // Bun's `rejects` does not return before the promise is settled, and what waits for native code never is.
    if (isBuns(subject, ask)) return { kind: 'none' };
    // Of a promise, `not.toThrow(x)` would also ask that nothing else is thrown.
    if (negated && call.arguments.length > 0) return { kind: 'none' };
    return { kind: 'modifier', at: subject.end, negated };
  }
  const plain = !ts.isPropertyAccessExpression(call.parent);
  const promised = ask.member(ask.type(subject), 'rejectedWith')?.symbol.declarations?.[0];
  if (!promised || packageOf(promised) !== 'chai-as-promised') return { kind: 'none' };
  return plain && !(negated && call.arguments.length > 0) ? { kind: 'as-promised', name } : { kind: 'none' };
}

/** Whether an `expect` is that of Bun's test runner, whose declarations may not be installed. */
function isBuns(subject: ts.CallExpression, ask: Questions): boolean {
  return (
    moduleSpecifiers(subject.getSourceFile()).some(({ text }) => text === 'bun:test') ||
    ask.targets(subject).some((target) => packageOf(target) === 'bun-types')
  );
}

/** `assert.throws(fn)`, if that is what a function of this name is. */
function assertStyle(
  call: ts.CallExpression,
  name: ts.Identifier,
  ask: Questions,
): AssertionStyle | undefined {
  const [target] = ask.targets(call);
  if (!target) return call.expression.getText() === `assert.${name.text}` ? { kind: 'none' } : undefined;
  const origin = packageOf(target);
  if (origin === 'chai') return { kind: 'none' };
  const to = rejecting[name.text];
  const isNodes = origin === 'node' && /\/assert\b[^/]*\.d\.ts$/.test(target.getSourceFile().fileName);
  if (!isNodes || !to) return undefined;
  if (name.parent !== call) return { kind: 'function', name, to };
  const module = importedFrom(name, ask);
  return module === undefined ? { kind: 'none' } : { kind: 'function', name, to, module };
}

/** The module that a name is imported from by a specifier of its own. */
function importedFrom(name: ts.Identifier, ask: Questions): string | undefined {
  const specifier = ask.localSymbol(name)?.declarations?.[0];
  if (!specifier || !ts.isImportSpecifier(specifier)) return undefined;
  const { moduleSpecifier } = specifier.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
}

/** The function that `f.bind(…)` makes another of. */
function boundFunction(node: ts.Expression): ts.Expression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return node;
  return node.expression.name.text === 'bind' ? node.expression.expression : node;
}
