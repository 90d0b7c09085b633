import type { ts } from '../../compiler/typescript.js';
import type { Questions } from '../questions.js';
import type { FlowFact } from '../scan.js';
import { assertingFunction } from '../tests/throw-assertions.js';
import { builtInMeaning } from './built-ins.js';
import { resultIsCallbacks, resultWanted } from './declared-result.js';
import type { CallbackMeaning } from './meaning.js';
import { callTaking, calleeText } from './taking-call.js';

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
