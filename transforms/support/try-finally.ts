import type { Range, StepOf } from '../../src/plan/plan.js';
import type { FileContext, Shift } from './context.js';
import { Refusal } from './refusal.js';
import { childrenOf, contains, type Node, type NodeOf, ranged, sameRange } from './tree.js';
import { present } from './present.js';

/** What becomes of `const resource = open(); try { … } finally { resource.close(); }`. */
export interface TryFinally {
  declaration: Node;
  tryNode: NodeOf<'TryStatement'>;
  close: Node;
  /** Nothing is left of the `finally`; if there is no `catch` either, nothing is left of the `try`. */
  finallyGoes: boolean;
  tryGoes: boolean;
  /** The resource gets a block of its own to end in. */
  block: boolean;
  /** The indentation that a line in the body has over a line outside. */
  indent: string;
  /** What is in the try's braces, from the first comment or statement to the last; nothing for an empty body. */
  body?: Range;
}

/** @throws Refusal if the step's ranges do not name a try statement and a close in its `finally` */
export function readTryFinally(step: StepOf<'await-using'>, context: FileContext): TryFinally {
  const declaration = context.nodeAt(
    step.range,
    'a variable statement',
    ({ type }) => type === 'VariableDeclaration',
  );
  const tryNode = context.nodeAt(
    step.tryRange ?? step.range,
    'a try statement',
    ({ type }) => type === 'TryStatement',
  );
  if (tryNode.type !== 'TryStatement' || !tryNode.finalizer) {
    throw new Refusal(`${context.place(tryNode.start)}: this try has no finally`);
  }
  const close = closeStatement(step, context);
  const finalizer = ranged(tryNode.finalizer) as Node;
  if (!contains(finalizer, close))
    throw new Refusal(`${context.place(close.start)}: the close is not in the finally`);
  const finallyGoes =
    tryNode.finalizer.body.length === 1 && sameRange(ranged(present(tryNode.finalizer.body[0])), close);
  const tryGoes = finallyGoes && !tryNode.handler;
  const inCase = context.tree.parent(tryNode)?.type === 'SwitchCase';
  const block = step.ownBlock === true || inCase || (tryGoes && collides(tryNode, context));
  return { declaration, tryNode, close, finallyGoes, tryGoes, block, ...bodyOf(tryNode, context) };
}

/** The statement that closes the resource. The step's range may leave out its semicolon. */
export function closeStatement(
  { closeRange, range }: Pick<StepOf<'await-using'>, 'closeRange' | 'range'>,
  context: FileContext,
): Node {
  const node = context.nodeAt(closeRange ?? range, 'the statement that closes the resource');
  const parent = context.tree.parent(node);
  return parent?.type === 'ExpressionStatement' ? parent : node;
}

/** How the lines of the declaration and the try move. */
export function shiftsOf(
  { declaration, tryNode, tryGoes, block, indent }: TryFinally,
  context: FileContext,
): Shift[] {
  // The first line keeps its indentation: that is where the block begins.
  const start = context.lineStart(declaration.start) + 1;
  const body = ranged(tryNode.block) as Node;
  if (block) return [{ range: { start, end: tryGoes ? tryNode.start : tryNode.end }, by: { add: indent } }];
  return tryGoes ? [{ range: { start: body.start, end: body.end }, by: { remove: indent } }] : [];
}

function bodyOf(tryNode: NodeOf<'TryStatement'>, context: FileContext): Pick<TryFinally, 'body' | 'indent'> {
  const { start, end } = ranged(tryNode.block) as Node;
  const inside = context.text.slice(start + 1, end - 1);
  const body = {
    start: end - 1 - inside.trimStart().length,
    end: start + 1 + inside.trimEnd().length,
  };
  if (body.start >= body.end) return { indent: context.indentUnit };
  const [outer, inner] = [context.indentOf(tryNode.start), context.indentOf(body.end)];
  const deeper = context.startsLine(body.start) ? context.indentOf(body.start) : inner;
  const indent =
    deeper.startsWith(outer) && deeper !== outer ? deeper.slice(outer.length) : context.indentUnit;
  return { body, indent };
}

/** Whether a name declared in the try's body is also used outside it, where the body's statements would come to stand. */
function collides(tryNode: NodeOf<'TryStatement'>, context: FileContext): boolean {
  const body = ranged(tryNode.block) as Node;
  const names = new Set(childrenOf(body).flatMap(declaredNames));
  if (names.size === 0) return false;
  const outside = scopeAround(tryNode, context);
  for (const node of context.tree.within(outside)) {
    if (contains(body, node) || !isName(node, context)) continue;
    if (names.has((node as { name: string }).name)) return true;
  }
  return false;
}

/** The block the try stands in, with the parameters that share its names. */
function scopeAround(tryNode: Node, context: FileContext): Node {
  const block = present(context.tree.parent(tryNode));
  const owner = context.tree.parent(block);
  const shares = owner && /Function|Method|^CatchClause$/.test(owner.type);
  return shares ? owner : block;
}

function declaredNames(statement: Node): string[] {
  if (statement.type === 'VariableDeclaration') {
    // `var` belongs to the function wherever it stands.
    return statement.kind === 'var'
      ? []
      : statement.declarations.flatMap((one) => namesIn((one as unknown as { id: Node }).id));
  }
  const { id } = statement as { id?: Node };
  return id && /Declaration$/.test(statement.type) ? namesIn(id) : [];
}

function namesIn(pattern: Node): string[] {
  const own = pattern.type === 'Identifier' ? [pattern.name] : [];
  return [...own, ...childrenOf(pattern).flatMap(namesIn)];
}

/** Whether an identifier names a variable or type, rather than a property. */
function isName(node: Node, context: FileContext): boolean {
  if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return false;
  const parent = context.tree.parent(node);
  const { property, key, computed, shorthand } = (parent ?? {}) as unknown as {
    property?: Node;
    key?: Node;
    computed?: boolean;
    shorthand?: boolean;
  };
  if (computed || shorthand) return true;
  return property !== node && key !== node;
}
