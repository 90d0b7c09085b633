import { ts } from '../compiler/typescript.js';
import type { WallCode } from '../plan/codes.js';
import type { Callable } from './callables.js';
import { constituents, type Questions } from './questions.js';
import type { FlowFact } from './scan.js';

/** What a library does with a callback's result, once the callback is async. */
export type CallbackMeaning =
  /** It takes a promise: nothing else changes. */
  | { kind: 'accepts' }
  /** It ignores the result, so nobody waits for the promise. */
  | { kind: 'ignores'; call: string }
  /** Its own result is the callback's result, and so becomes a promise. */
  | { kind: 'returns-result'; call: ts.CallExpression }
  /** A helper that awaits the callback takes the method's place. */
  | { kind: 'helper'; call: ts.CallExpression; helper: string }
  /** An assertion about what the callback throws becomes one about what it rejects with. */
  | { kind: 'assertion'; call: ts.CallExpression; insertAt: number; insert: string }
  | { kind: 'asserting-function'; call: ts.CallExpression; name: ts.Node; to: string }
  /** It needs the result at once. */
  | { kind: 'refuses'; code: WallCode; call: string };

/** The library methods that call back in turn, by interface and name, and the helper that awaits each call. */
const helpers: Readonly<Record<string, string>> = {
  'Array.forEach': 'forEachAsync',
  'Array.map': 'mapAsync',
  'Array.filter': 'filterAsync',
  'Array.flatMap': 'flatMapAsync',
  'Array.reduce': 'reduceAsync',
  'Array.reduceRight': 'reduceRightAsync',
  'Array.some': 'someAsync',
  'Array.every': 'everyAsync',
  'Array.find': 'findAsync',
  'Array.findIndex': 'findIndexAsync',
  'Array.findLast': 'findLastAsync',
  'Array.findLastIndex': 'findLastIndexAsync',
  'Map.forEach': 'forEachEntryAsync',
  'Set.forEach': 'forEachEntryAsync',
};

const rejecting: Readonly<Record<string, string>> = { throws: 'rejects', doesNotThrow: 'doesNotReject' };

/** Says what becomes of an external callee when the function value at a flow turns async. */
export function callbackMeaning(
  flow: FlowFact,
  ask: Questions,
  isLibrary: (node: ts.Node) => boolean,
): CallbackMeaning {
  const call = callTaking(flow.at);
  if (call) {
    const builtIn = builtInMeaning(call, ask, isLibrary);
    if (builtIn) return builtIn;
    const asserting = assertingFunction(call, ask);
    if (asserting) return asserting;
  }
  const result = resultWanted(flow.to, ask);
  if (result === 'promise') return { kind: 'accepts' };
  if (result === 'nothing') return { kind: 'ignores', call: calleeText(call) };
  if (result === 'anything' && call) {
    return resultIsCallbacks(flow.to, call, ask) ? { kind: 'returns-result', call } : { kind: 'accepts' };
  }
  return result === 'anything'
    ? { kind: 'accepts' }
    : { kind: 'refuses', code: 'AS208', call: calleeText(call) };
}

/**
 * `expect(fn).toThrow()`, whose `fn` has no expected type of its own.
 * @returns where the assertion's promise form is inserted, if the function at `at` is the subject of such an assertion
 */
export function throwAssertion(at: ts.Node): CallbackMeaning | undefined {
  const subject = callTaking(at);
  if (!subject || !ts.isIdentifier(subject.expression) || subject.expression.text !== 'expect')
    return undefined;
  let access: ts.Node = subject.parent;
  let form = '.rejects';
  if (ts.isPropertyAccessExpression(access) && access.name.text === 'not') {
    form = '.resolves';
    access = access.parent;
  }
  if (!ts.isPropertyAccessExpression(access) || !access.name.text.startsWith('toThrow')) return undefined;
  const call = access.parent;
  if (!ts.isCallExpression(call) || call.expression !== access) return undefined;
  return { kind: 'assertion', call, insertAt: subject.end, insert: form };
}

/** The call a function value is an argument of, through parentheses and casts. */
function callTaking(at: ts.Node): ts.CallExpression | undefined {
  let node = at;
  while (
    ts.isParenthesizedExpression(node.parent) ||
    ts.isAsExpression(node.parent) ||
    ts.isSatisfiesExpression(node.parent) ||
    ts.isNonNullExpression(node.parent) ||
    (ts.isConditionalExpression(node.parent) && node.parent.condition !== node)
  ) {
    node = node.parent;
  }
  return ts.isCallExpression(node.parent) && node.parent.expression !== node ? node.parent : undefined;
}

function builtInMeaning(
  call: ts.CallExpression,
  ask: Questions,
  isLibrary: (node: ts.Node) => boolean,
): CallbackMeaning | undefined {
  const declaration = ask.targets(call)[0];
  if (!declaration || !isLibrary(declaration) || !ts.isInterfaceDeclaration(declaration.parent))
    return undefined;
  const owner = declaration.parent.name.text.replace(/^Readonly(?=Array|Map|Set)/, '');
  const method = declaration.name && ts.isIdentifier(declaration.name) ? declaration.name.text : '';
  const helper = helpers[`${owner}.${method}`];
  const text = calleeText(call);
  // A helper takes the receiver as an argument, so it would be called even where the method is not.
  if (helper && ts.isOptionalChain(call)) return { kind: 'refuses', code: 'AS208', call: text };
  if (helper) return { kind: 'helper', call, helper };
  if (owner === 'String' || owner === 'JSON' || owner === 'Array' || owner === 'ArrayConstructor') {
    return { kind: 'refuses', code: 'AS208', call: text };
  }
  return undefined;
}

function assertingFunction(call: ts.CallExpression, ask: Questions): CallbackMeaning | undefined {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : undefined;
  const to = name && rejecting[name.text];
  if (!name || !to) return undefined;
  const file = ask.targets(call)[0]?.getSourceFile().fileName ?? '';
  return /\bassert\b[^/]*\.d\.ts$/.test(file) ? { kind: 'asserting-function', call, name, to } : undefined;
}

/** What the declared result of a callback's type says about promises. */
function resultWanted(callable: Callable, ask: Questions): 'promise' | 'nothing' | 'anything' | 'value' {
  const signature = ask.checker.getSignatureFromDeclaration(callable);
  if (!signature) return 'anything';
  let type = ask.checker.getReturnTypeOfSignature(signature);
  if (type.isTypeParameter()) {
    const constraint = ask.checker.getBaseConstraintOfType(type);
    if (!constraint || constraint.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'anything';
    type = constraint;
  }
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'promise';
  if (constituents(type).some((part) => part.flags & ts.TypeFlags.Any) || ask.isPromise(type))
    return 'promise';
  if (type.flags & ts.TypeFlags.Void) return 'nothing';
  return 'value';
}

/** Whether the result of a call is exactly the result of its callback: both are the same type parameter. */
function resultIsCallbacks(callback: Callable, call: ts.CallExpression, ask: Questions): boolean {
  const declaration = ask.targets(call)[0];
  const own = declaration && ask.checker.getSignatureFromDeclaration(declaration);
  const called = ask.checker.getSignatureFromDeclaration(callback);
  return (
    own !== undefined &&
    called !== undefined &&
    ask.checker.getReturnTypeOfSignature(own) === ask.checker.getReturnTypeOfSignature(called)
  );
}

function calleeText(call: ts.CallExpression | undefined): string {
  if (!call) return 'the library';
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression)
    ? `${expression.name.text}()`
    : `${expression.getText()}()`;
}
