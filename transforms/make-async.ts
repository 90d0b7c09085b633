import type { MergeEdit } from './support/apply-edits.js';
import type { StepOf } from '../src/plan/plan.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { Refusal } from './support/refusal.js';
import { type Node, type NodeOf, ranged } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'make-async',
  kinds: ['make-async'],
  summary: 'Makes a function, method or arrow function async.',
  safety: 'safe',
  before: `export function total(orders: Order[]): Promise<number> {
  return sum(orders);
}
class Orders {
  public static load(id: number) {
    return (name: string) => find(id, name);
  }
}
`,
  after: `export async function total(orders: Order[]): Promise<number> {
  return sum(orders);
}
class Orders {
  public static async load(id: number) {
    return async (name: string) => find(id, name);
  }
}
`,
  edits: (steps, context) => steps.flatMap((step) => asyncEdits(step, context)),
});

type Method = NodeOf<'ObjectMethod' | 'ClassMethod' | 'ClassPrivateMethod'>;

function asyncEdits(step: StepOf<'make-async'>, context: FileContext): MergeEdit[] {
  const node = functionAt(step, context);
  // A signature without a body says what it returns and cannot be async itself.
  if (!node || node.async || vanishes(node, context)) return [];
  const start = isMethod(node) ? nameStart(node, context) : node.start;
  const range = { start, end: node.end };
  return [{ range, parts: ['async ', range], rank: RANK.makeAsync }];
}

/** The function at the step's range, also when the range includes what exports it; undefined for a mere signature. */
function functionAt({ range }: StepOf<'make-async'>, context: FileContext) {
  const at = context.nodeAt(range, 'a function');
  const named = context.tree.at(range).find(isFunction) ?? at;
  const node = 'declaration' in named && named.declaration ? (ranged(named.declaration) as Node) : named;
  if (isFunction(node)) return node;
  if (/^(TSDeclareFunction|TSDeclareMethod|TSMethodSignature)$/.test(node.type)) return undefined;
  throw new Refusal(
    `${context.place(range.start)}: only functions can be made async, and this is a ${node.type}`,
  );
}

function isFunction(node: Node) {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression' ||
    isMethod(node)
  );
}

function isMethod(node: Node): node is Method {
  return node.type === 'ObjectMethod' || node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod';
}

/** Where a method's name starts, with the `*` or `[` before it: modifiers come before `async`. */
function nameStart(method: Method, context: FileContext): number {
  if (method.kind !== 'method') {
    const what = method.kind === 'constructor' ? 'constructor' : `${method.kind}ter`;
    throw new Refusal(`${context.place(method.start)}: a ${what} cannot be async`);
  }
  let { start } = ranged(method.key);
  if ('computed' in method && method.computed) start = present(context.tokenBefore(start)).start;
  return method.generator ? present(context.tokenBefore(start)).start : start;
}

/** A callback whose call becomes a loop is no function afterwards. */
function vanishes(node: Node, context: FileContext): boolean {
  const call = context.tree.parent(node);
  const statement = call?.type === 'CallExpression' ? context.tree.parent(call) : undefined;
  return statement !== undefined && context.hasStep('for-of', statement);
}
