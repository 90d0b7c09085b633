import { ts } from '../../compiler/typescript.js';
import { describeCallable, isFunctionType } from '../callables.js';
import type { Questions } from '../questions.js';
import type { FlowFact } from '../scan.js';
import type { Seeds } from '../seeds.js';
import type { SourceFiles } from '../source-files.js';
import { isMockFunction, mockImplementation } from '../tests/mocks.js';
import { isTestFrameworks } from '../tests/frameworks.js';
import { suiteMeaning } from '../tests/suites.js';
import { asksWithoutCalling, throwAssertion } from '../tests/throw-assertions.js';
import { isAskedForTruth } from './asked-for-truth.js';
import { builtInMeaning } from './built-ins.js';
import { isGivenBack, isHandedThrough, mentionOf, resultWanted, takesPromiseToo } from './declared-result.js';
import { knownMeaning } from './known-libraries.js';
import type { CallbackMeaning } from './meaning.js';
import { calleeText, takingOf, takingOfProperty, type Taking } from './taking-call.js';

/** What is known of those who call back. */
export interface KnownCallers {
  files: Pick<SourceFiles, 'isLanguage'>;
  seeds: Pick<Seeds, 'awaitCallbacks'>;
}

/**
 * Says what becomes of an external callee when the function value at a flow turns async: what is known of the language
 * and of test frameworks first, then what the types declare.
 */
export function callbackMeaning(
  flow: FlowFact,
  ask: Questions,
  { files: { isLanguage }, seeds: { awaitCallbacks } }: KnownCallers,
): CallbackMeaning {
  const taking = takingOf(flow.at);
  const call = taking && ts.isCallExpression(taking) ? taking : undefined;
  const waiting = taking ?? takingOfProperty(flow.at);
  if (waiting && ask.targets(waiting).some((target) => awaitCallbacks.has(target)))
    return { kind: 'accepts' };
  if (call) {
    const builtIn = builtInMeaning(call, ask, isLanguage);
    if (builtIn) return builtIn;
    // An assertion about what a function throws is rewritten as such.
    if (throwAssertion(call, ask) || asksWithoutCalling(call, ask)) return { kind: 'accepts' };
    // What does the work of a mock is what the mock stands for.
    if (mockImplementation(call, ask)) return { kind: 'accepts' };
    const suite = suiteMeaning(flow.from, call, ask);
    if (suite) return suite;
  }
  if (!call && ts.isCallExpression(flow.at) && isMockFunction(flow.at)) return { kind: 'accepts' };
  return knownMeaning(flow, taking, ask, isLanguage) ?? declaredMeaning(flow, taking, ask);
}

/** What the declared type of a callback's result says. */
function declaredMeaning(flow: FlowFact, taking: Taking | undefined, ask: Questions): CallbackMeaning {
  const call = taking && ts.isCallExpression(taking) ? taking : undefined;
  const name =
    taking || isFunctionType(flow.to) ? calleeText(taking) : `what calls ${describeCallable(flow.to)}`;
  if (takesPromiseToo(flow.at, flow.among, call, ask)) return { kind: 'accepts' };
  const wanted = resultWanted(flow.to, ask, flow.at);
  switch (wanted) {
    case 'promise':
      return { kind: 'accepts' };
    case 'nothing':
      return { kind: 'ignores', message: ignored(name) };
    case 'anything':
      if (isTestFrameworks(flow.to) || (call && isHandedThrough(flow.at, call, ask)))
        return { kind: 'accepts' };
      if (call && isAskedForTruth(call, ask)) return { kind: 'refuses', code: 'AS208', call: name };
      return { kind: 'ignores', message: unsaid(name) };
    case 'value':
      return { kind: 'refuses', code: 'AS208', call: name };
    default: {
      const mention = call ? mentionOf(wanted, call, ask) : 'awaited';
      if (call && mention === 'itself') return { kind: 'returns-result', call };
      if (mention === 'awaited') return { kind: 'accepts' };
      if (mention === 'nowhere' && isGivenBack(wanted, flow.to, ask))
        return { kind: 'refuses', code: 'AS208', call: name };
      return mention === 'nowhere'
        ? { kind: 'ignores', message: unsaid(name) }
        : { kind: 'refuses', code: 'AS208', call: name };
    }
  }
}

/** What is said of a caller that does not wait. */
export function ignored(name: string): string {
  return `${name} does not wait for the promise its callback now returns, so errors in it are unhandled and its work may overlap with what follows. Await the work elsewhere, or catch inside the callback.`;
}

function unsaid(name: string): string {
  return `${name} takes a callback that may return anything, and does not say whether it waits for the promise it now returns. If it does not, errors in it are unhandled and its work may overlap with what follows: await the work elsewhere, or catch inside the callback.`;
}
