import { ts } from '../../compiler/typescript.js';
import type { Callable } from '../callables.js';

/** Values of the language whose methods do nothing that anybody else sees, but for those that change them. */
const plain =
  /^(?:Readonly)?(?:Array|Map|Set|String|Number|Boolean|BigInt|Symbol|Object|Math|JSON|RegExp|Date|Promise|PromiseLike|Error|RangeError|TypeError|Iterator|IteratorObject|Iterable|Generator|Function|CallableFunction|ConcatArray|TemplateStringsArray|[A-Z]\w+Array)(?:Constructor)?$/;
const functions = new Set([
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
  'encodeURIComponent',
  'decodeURIComponent',
]);
/** Methods that change what they are called on, or are given. */
const changes =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set\w*|add|delete|clear|assign|freeze|seal|defineProp\w+|exec|test|next|return|throw|call|apply)$/;

/** What a call of something of the language does: nothing that shows, changing its receiver, or something else. */
export function languageEffect(target: Callable): 'none' | 'changes-receiver' | 'unknown' {
  const name = target.name && ts.isIdentifier(target.name) ? target.name.text : '';
  if (ts.isFunctionDeclaration(target)) return functions.has(name) ? 'none' : 'unknown';
  const owner = ts.isInterfaceDeclaration(target.parent) ? target.parent.name.text : '';
  if (!plain.test(owner)) return 'unknown';
  return changes.test(name) ? 'changes-receiver' : 'none';
}
