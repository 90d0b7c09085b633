import type { StepOf } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import type { MethodCall } from './method-call.js';
import { present } from './present.js';
import { RANK } from './ranks.js';
import { type Node, ranged } from './tree.js';

/**
 * The edits that say in a helper's call what a type argument said in the method's: `reduce<T>(f, {})` gives its initial
 * value the type, `map<T>((x) => y)` its callback's result.
 */
export function resultEdits(
  { call }: MethodCall,
  result: StepOf<'helper-call'>['result'],
  context: FileContext,
): MergeEdit[] {
  if (!result) return [];
  const [callback, initial] = call.arguments.map(ranged) as Node[];
  if (result.at === 'callback') return callback ? callbackEdits(callback, result.type, context) : [];
  if (!initial) return [];
  const range = { start: initial.start, end: initial.end };
  const loose = /^(?:Conditional|Logical|Binary|Assignment|Sequence|ArrowFunction|Yield)/.test(initial.type);
  const value = loose ? ['(', range, ')'] : [range];
  return [{ range, parts: [...value, ` as ${result.type}`], rank: RANK.statement }];
}

function callbackEdits(callback: Node, type: string, context: FileContext): MergeEdit[] {
  if (callback.type !== 'ArrowFunctionExpression' && callback.type !== 'FunctionExpression') return [];
  const params = callback.params.map(ranged) as Node[];
  const body = ranged(callback.body) as Node;
  const [first, last] = [params[0], params.at(-1)];
  const written = `: Promise<${type}>`;
  const opened = first && context.token({ start: callback.start, end: first.start }, '(');
  if (first && callback.type === 'ArrowFunctionExpression' && !opened)
    return [
      { range: { start: first.start, end: first.end }, parts: ['(', first, `)${written}`], rank: RANK.wrap },
    ];
  const close = present(context.token({ start: last?.end ?? callback.start, end: body.start }, ')'));
  return [{ range: { start: close.end, end: close.end }, parts: [written], rank: RANK.wrap }];
}
