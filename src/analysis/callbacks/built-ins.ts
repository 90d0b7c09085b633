import { ts } from '../../compiler/typescript.js';
import { loopStatement } from '../for-of.js';
import { presenceTest } from '../optional-chains.js';
import type { Questions } from '../questions.js';
import type { CallbackMeaning } from './meaning.js';
import { calleeText } from './taking-call.js';

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

/** What the language's own methods do with a callback: the helpers above, or they need its result at once. */
export function builtInMeaning(
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
  if (helper && ts.isOptionalChain(call)) return onOptionalChain(call, helper, ask);
  if (helper) return { kind: 'helper', call, helper };
  if (owner === 'String' || owner === 'JSON' || owner === 'Array' || owner === 'ArrayConstructor') {
    return { kind: 'refuses', code: 'AS208', call: text };
  }
  return undefined;
}

/** A helper takes the receiver as an argument, so it would be called even where the method is not. */
function onOptionalChain(call: ts.CallExpression, helper: string, ask: Questions): CallbackMeaning {
  const test = presenceTest(call, ask);
  if (test) return { kind: 'helper', call, helper, test };
  if (helper === 'forEachAsync' && loopStatement(call, ask)) return { kind: 'helper', call, helper };
  const instead = 'put the list into a constant and test that for null and undefined';
  return { kind: 'refuses', code: 'AS208', call: calleeText(call), instead };
}
