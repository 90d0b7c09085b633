import { ts } from '../../compiler/typescript.js';
import { hasBody, type Callable } from '../callables.js';
import type { CallbackMeaning } from '../callbacks/meaning.js';
import { calleeNames } from '../callbacks/taking-call.js';
import { packageOf } from '../packages.js';
import type { Questions } from '../questions.js';
import { isTestFrameworks } from './frameworks.js';
import { throwAssertion } from './throw-assertions.js';

const suites = new Set(['describe', 'suite', 'context', 'fdescribe', 'xdescribe', 'xcontext']);
const tests = new Set(['it', 'test', 'specify', 'fit', 'xit', 'xtest', 'before', 'after', 'beforeEach']);
for (const name of ['beforeAll', 'afterAll', 'afterEach', 'setup', 'teardown', 'suiteSetup', 'suiteTeardown'])
  tests.add(name);

/**
 * What a test framework does with a function it is handed.
 * @param fn the function, when it is written or declared in the project
 * @returns nothing if the function is handed to something else
 */
export function suiteMeaning(
  fn: Callable,
  call: ts.CallExpression,
  ask: Questions,
): CallbackMeaning | undefined {
  const names = calleeNames(call.expression);
  const [root] = names;
  if (!root) return undefined;
  const [target] = ask.targets(call);
  const unknown = !target && isUnresolved(root, ask);
  if (!unknown && !(target && isTestFrameworks(target))) return undefined;
  const says = (known: ReadonlySet<string>) => (unknown ? [root] : names).some(({ text }) => known.has(text));
  if (says(suites)) {
    const call = `${names.map(({ text }) => text).join('.')}()`;
    const needs = 'collects its tests while the callback runs';
    const instead = 'move the database work into a hook that runs before them';
    return { kind: 'refuses', code: 'AS208', call, needs, instead };
  }
  if (!says(tests)) return undefined;
  if (takesDone(fn, unknown, ask)) {
    const needs = 'waits for `done`, and takes no promise beside it';
    const instead = 'write it as an async function, without `done`';
    return { kind: 'refuses', code: 'AS208', call: `${root.text}()`, needs, instead };
  }
  // A test of node:test ends when its function does: a test inside it has to be awaited.
  const inner = target && packageOf(target) === 'node' && ts.isPropertyAccessExpression(call.expression);
  return inner && isContext(call.expression, ask) ? { kind: 'returns-result', call } : { kind: 'accepts' };
}

/** Whether a function is a test or a hook, written where a framework takes it. */
export function isTest(fn: Callable, ask: Questions): boolean {
  return ts.isCallExpression(fn.parent) && suiteMeaning(fn, fn.parent, ask)?.kind === 'accepts';
}

/** The modules of test frameworks that functions are imported from. */
const modules = /^(?:vitest|@jest\/globals|mocha|node:test|bun:test)$/;

/** Whether a name is a global that nobody declares, or is imported from a test framework that is not installed. */
function isUnresolved(name: ts.Identifier, ask: Questions): boolean {
  const symbol = ask.localSymbol(name);
  if (!symbol) return true;
  const specifier = symbol.declarations?.[0];
  if (!specifier || !ts.isImportSpecifier(specifier)) return false;
  const { moduleSpecifier } = specifier.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && modules.test(moduleSpecifier.text);
}

/** Whether an untyped call is `expect(f)` of an assertion about what `f` throws, which is rewritten as such. */
export function isAssertedOn(call: ts.CallExpression, ask: Questions): boolean {
  let at: ts.Node = call;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at) at = at.parent;
  return (
    ts.isCallExpression(at.parent) &&
    at.parent.expression === at &&
    throwAssertion(at.parent, ask)?.subject === call.arguments[0]
  );
}

/** Whether a function takes the callback by which it says that it is done. */
function takesDone(fn: Callable, unknown: boolean, ask: Questions): boolean {
  if (!hasBody(fn)) return false;
  if (unknown) return fn.parameters[0]?.name.getText() === 'done';
  return fn.parameters.some(
    ({ name }) => ts.isIdentifier(name) && ask.callables(ask.type(name)).some(isDoneCallback),
  );
}

/** What tests of vitest are given is no `done`, though it can be called. */
function isDoneCallback(callable: Callable): boolean {
  return isTestFrameworks(callable) && !/vitest/.test(packageOf(callable) ?? '');
}

/** Whether a call is `t.test(…)` of a test's context `t`. */
function isContext(callee: ts.Expression, ask: Questions): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return /^(?:Test|Suite)Context$/.test(ask.type(callee.expression).getSymbol()?.name ?? '');
}
