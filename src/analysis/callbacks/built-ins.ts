import { ts } from '../../compiler/typescript.js';
import { borrowed, type Borrowed } from '../borrowed.js';
import type { Callable } from '../callables.js';
import { presenceTest } from '../optional-chains.js';
import { packageOf } from '../packages.js';
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
  'ArrayConstructor.from': 'arrayFromAsync',
};

/** Methods of these, which need numbers or make lists of numbers, have the same helpers where they give no such list. */
const typedArray = /^(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array$/;
const notOfTypedArrays = new Set(['map', 'filter', 'flatMap']);
/** Lists of the language and the web whose `forEach` gives the value, the key and the list. */
const entryLists = /^(?:URLSearchParams|Headers|FormData|NodeList|NodeListOf|DOMTokenList|RadioNodeList)$/;
/** What else calls back while it runs, and does something with what it gets. */
const runsAtOnce =
  /^(?:String|JSON|Array|ArrayConstructor|MapConstructor|ObjectConstructor|Iterator|IteratorObject|\w+ArrayConstructor)$/;

/** What the language's own methods do with a callback: the helpers above, or they need its result at once. */
export function builtInMeaning(
  call: ts.CallExpression,
  ask: Questions,
  isLibrary: (node: ts.Node) => boolean,
): CallbackMeaning | undefined {
  const methods = ask.targets(call).map((target) => methodOf(target, isLibrary));
  const [first] = methods;
  if (!first || methods.includes(undefined)) return undefined;
  const known = new Set(methods.map((method) => method && helperFor(method)));
  const [helper] = known;
  // Several methods, called by a name that is known only at run time.
  if (known.size > 1 || (helper && !isNamed(call, first)))
    return { kind: 'refuses', code: 'AS208', call: calleeText(call) };
  const from = borrowed(call, ask);
  if (helper && from) return ofBorrowed(call, helper, from, ask);
  if (helper && ts.isOptionalChain(call)) return onOptionalChain(call, helper, ask);
  if (helper) return { kind: 'helper', call, helper };
  if (runsAtOnce.test(first.owner) || typedArray.test(first.owner))
    return { kind: 'refuses', code: 'AS208', call: calleeText(call) };
  return undefined;
}

interface Method {
  owner: string;
  name: string;
}

/** A method of the language, or of a list of the web that Node declares too. */
function methodOf(declaration: Callable, isLibrary: (node: ts.Node) => boolean): Method | undefined {
  const { parent, name } = declaration;
  if (!(ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent)) || !parent.name) return undefined;
  const owner = parent.name.text.replace(/^Readonly(?=Array|Map|Set)/, '');
  if (!isLibrary(declaration) && !(entryLists.test(owner) && packageOf(declaration) === 'node'))
    return undefined;
  return { owner, name: name && ts.isIdentifier(name) ? name.text : '' };
}

function helperFor({ owner, name }: Method): string | undefined {
  if (entryLists.test(owner) && name === 'forEach') return 'forEachEntryAsync';
  if (typedArray.test(owner)) return notOfTypedArrays.has(name) ? undefined : helpers[`Array.${name}`];
  return helpers[`${owner}.${name}`];
}

/** Whether the method a call calls is written where it is called; a static one makes what the class is that it is called on. */
function isNamed({ expression }: ts.CallExpression, { owner }: Method): boolean {
  const receiver =
    ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)
      ? expression.expression
      : undefined;
  if (owner === 'ArrayConstructor' && receiver?.getText() !== 'Array') return false;
  return (
    ts.isPropertyAccessExpression(expression) ||
    (ts.isElementAccessExpression(expression) && ts.isStringLiteralLike(expression.argumentExpression))
  );
}

/** `Array.prototype.map.call(list, f)`: the helper takes the list as it is, but for a string's characters. */
function ofBorrowed(
  call: ts.CallExpression,
  helper: string,
  from: Borrowed,
  ask: Questions,
): CallbackMeaning {
  const { self, through } = from;
  const isList = self && !ts.isSpreadElement(self) && (ask.type(self).flags & notAList) === 0;
  if (through === 'call' && isList && !call.questionDotToken) return { kind: 'helper', call, helper };
  const instead = 'make an array of what it is called for, and call its own method';
  return { kind: 'refuses', code: 'AS208', call: `${from.called.getText()}.${through}()`, instead };
}
const notAList = ts.TypeFlags.StringLike | ts.TypeFlags.Union | ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** A helper takes the receiver as an argument, so it would be called even where the method is not. */
function onOptionalChain(call: ts.CallExpression, helper: string, ask: Questions): CallbackMeaning {
  const test = presenceTest(call, ask);
  if (test) return { kind: 'helper', call, helper, test };
  if (helper === 'forEachAsync' && isWholeStatement(call)) return { kind: 'helper', call, helper };
  const instead = 'put the list into a constant and test that for null and undefined';
  return { kind: 'refuses', code: 'AS208', call: calleeText(call), instead };
}

/** Whether a call is a statement, and its callback a value that is there already: it is as well called with no items. */
function isWholeStatement(call: ts.CallExpression): boolean {
  const plain = call.arguments.every(
    (one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one) || ts.isIdentifier(one),
  );
  return plain && ts.isExpressionStatement(call.parent) && !call.questionDotToken;
}
