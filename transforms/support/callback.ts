import type { Range } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import type { MethodCall } from './method-call.js';
import { Refusal } from './refusal.js';
import { childrenOf, contains, type Node, type NodeOf, ranged } from './tree.js';

/** A callback that can become the body of a loop. */
export interface Callback {
  node: NodeOf<'ArrowFunctionExpression' | 'FunctionExpression'>;
  /** The first two parameters, without their types. */
  item?: Range;
  index?: Range;
  /** The body; an expression without the parentheses it does not need as a statement. */
  body: Node;
  isBlock: boolean;
}

/**
 * The callback of `receiver.forEach(callback)`.
 * @throws Refusal where a loop would not do the same: another kind of argument, `this`, defaults, a third parameter
 */
export function callbackOf({ call }: MethodCall, context: FileContext): Callback {
  const refuse = (why: string): never => {
    throw new Refusal(`${context.place(call.start)}: this call cannot become a loop: ${why}`);
  };
  const [node, ...others] = call.arguments.map(ranged) as Node[];
  if (node?.type !== 'ArrowFunctionExpression' && node?.type !== 'FunctionExpression') {
    return refuse('its argument is not a function written in place');
  }
  if (others.length > 0) return refuse('it has a second argument');
  if (node.generator) return refuse('its callback is a generator');
  if (node.type === 'FunctionExpression' && usesOwnThis(node, context)) {
    return refuse('its callback has a this, arguments or name of its own');
  }
  const params = node.params.map(ranged) as Node[];
  if (params.length > 2) return refuse('its callback takes the array as well');
  if (params.some(({ type }) => type === 'AssignmentPattern' || type === 'RestElement')) {
    return refuse('its callback has a parameter with a default, or takes the rest of the arguments');
  }
  const [item, index] = params.map(withoutType);
  const body = ranged(node.body) as Node;
  const isBlock = body.type === 'BlockStatement';
  return {
    node,
    ...(item && { item }),
    ...(index && { index }),
    body: isBlock ? body : asStatement(body, context),
    isBlock,
  };
}

function withoutType(param: Node): Range {
  const { typeAnnotation } = param as { typeAnnotation?: Range | null };
  return { start: param.start, end: typeAnnotation?.start ?? param.end };
}

/** Parentheses stay where the statement would otherwise start like a block or a declaration. */
function asStatement(body: Node, context: FileContext): Node {
  if (body.type !== 'ParenthesizedExpression') return body;
  const inner = ranged(body.expression) as Node;
  return /^(\{|(async\s+)?function\b|class\b|let\s*\[)/.test(context.slice(inner))
    ? body
    : asStatement(inner, context);
}

function usesOwnThis(node: NodeOf<'FunctionExpression'>, context: FileContext): boolean {
  const own = ['arguments', node.id?.name];
  const uses = (at: Node): boolean => {
    if (at.type === 'ThisExpression' || (at.type === 'Identifier' && own.includes(at.name))) return true;
    const closed =
      /^(FunctionExpression|FunctionDeclaration|ObjectMethod|Class(Declaration|Expression))$/.test(at.type);
    return !closed && childrenOf(at).some(uses);
  };
  return uses(ranged(node.body)) || context.slice(node).startsWith('async function*');
}

/** Whether the body gives one of its parameters another value. */
export function isAssigned({ item, index, body }: Callback, context: FileContext): boolean {
  const names = new Set<string>();
  for (const node of context.tree.nodes) {
    const isParameter = [item, index].some((range) => range && contains(range, node));
    if (isParameter && node.type === 'Identifier') names.add(node.name);
  }
  for (const node of context.tree.within(body)) {
    const { left, argument } = node as unknown as { left?: Node; argument?: Node };
    const target = /^(AssignmentExpression|ForOfStatement|ForInStatement)$/.test(node.type)
      ? left
      : undefined;
    const changed = target ?? (node.type === 'UpdateExpression' ? argument : undefined);
    if (changed && targetsOf(changed).some((name) => names.has(name))) return true;
  }
  return false;
}

/** The variables an assignment's left side sets; a property's object is only read. */
function targetsOf(target: Node): string[] {
  if (target.type === 'Identifier') return [target.name];
  return /Member|Declaration/.test(target.type) ? [] : childrenOf(target).flatMap(targetsOf);
}

/** A name that nothing inside `node` uses: `wanted`, or with a number behind it. */
export function freshName(wanted: string, node: Node, context: FileContext): string {
  const taken = new Set<unknown>();
  for (const one of context.tree.within(node)) if (one.type === 'Identifier') taken.add(one.name);
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`;
  return name;
}
