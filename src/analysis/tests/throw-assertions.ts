import { ts } from '../../compiler/typescript.js';
import type { CallbackMeaning } from '../callbacks/meaning.js';
import { callTaking } from '../callbacks/taking-call.js';
import type { Questions } from '../questions.js';

const rejecting: Readonly<Record<string, string>> = { throws: 'rejects', doesNotThrow: 'doesNotReject' };

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

/** `assert.throws(fn)` of Node's assertions. */
export function assertingFunction(call: ts.CallExpression, ask: Questions): CallbackMeaning | undefined {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : undefined;
  const to = name && rejecting[name.text];
  if (!name || !to) return undefined;
  const file = ask.targets(call)[0]?.getSourceFile().fileName ?? '';
  return /\bassert\b[^/]*\.d\.ts$/.test(file) ? { kind: 'asserting-function', call, name, to } : undefined;
}
