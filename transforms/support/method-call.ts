import type { Range } from '../../src/plan/plan.js';
import { type FileContext, quote } from './context.js';
import { Refusal } from './refusal.js';
import { type Node, type NodeOf, ranged } from './tree.js';
import { present } from './present.js';

export interface MethodCall {
  call: NodeOf<'CallExpression' | 'OptionalCallExpression'>;
  receiver: Range;
  /** Whether the receiver may be nothing, so that the call is skipped: `users?.map(f)`. */
  optional: boolean;
  /** Where what comes after the receiver starts: `.`, `?.` or `[`. */
  method: number;
  /** The `(` of the arguments. */
  open: number;
}

/**
 * Takes `receiver.method(…)` apart.
 * @throws Refusal for anything else, and for `receiver.method?.(…)`
 */
export function methodCallAt(range: Range, context: FileContext): MethodCall {
  const node = context.nodeAt(range, 'a method call', isCall);
  if (!isCall(node)) throw new TypeError('nodeAt returns only what it was asked for');
  const callee = ranged(node.callee) as Node;
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  if (!isMember || callee.object.type === 'Super' || node.optional) {
    throw new Refusal(
      `${context.place(range.start)}: expected receiver.method(…), found ${quote(context.slice(range))}`,
    );
  }
  const { start, end } = ranged(callee.object as Node);
  const property = ranged(callee.property as Node);
  const method = present(context.tokensIn({ start: end, end: property.start })[0]).start;
  const open = openingParenthesis(node, callee, context);
  return {
    call: node,
    receiver: { start, end },
    optional: node.type === 'OptionalCallExpression',
    method,
    open,
  };
}

function openingParenthesis(call: Node, callee: Node, context: FileContext): number {
  const { typeParameters } = call as { typeParameters?: Range };
  return present(context.token({ start: typeParameters?.end ?? callee.end, end: call.end }, '(')).start;
}

function isCall(node: Node) {
  return node.type === 'CallExpression' || node.type === 'OptionalCallExpression';
}
