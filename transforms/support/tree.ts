import type { ASTNode } from 'jscodeshift';
import type { Range } from '../../src/plan/plan.js';

/** A syntax node with Babel's offsets. */
export type Node = ASTNode & Range;
type NodeType = Node['type'];
export type NodeOf<T extends NodeType> = Extract<Node, { type: T }>;

/** Keys that hold no child nodes. */
const NOT_CHILDREN = new Set([
  'comments',
  'end',
  'errors',
  'extra',
  'innerComments',
  'leadingComments',
  'loc',
  'start',
  'tokens',
  'trailingComments',
  'type',
]);

/**
 * Parents and places of a file's nodes. Walks whatever properties nodes have, because a walk by ast-types' definitions
 * leaves out what those do not list (type arguments of calls, for one).
 */
export class Tree {
  readonly #parents = new Map<Node, Node>();
  readonly #byRange = new Map<string, Node[]>();
  readonly nodes: readonly Node[];

  constructor(readonly program: Node) {
    const nodes: Node[] = [];
    this.#add(program, undefined, nodes);
    this.nodes = nodes;
  }

  #add(node: Node, parent: Node | undefined, nodes: Node[]): void {
    nodes.push(node);
    if (parent) this.#parents.set(node, parent);
    this.#index(node, node);
    // Babel's identifier takes its type annotation along; a step names the name.
    if (node.type === 'Identifier' && node.end - node.start > node.name.length) {
      this.#index({ start: node.start, end: node.start + node.name.length }, node);
    }
    for (const child of childrenOf(node)) {
      // The two names of an unaliased import are one and the same place, and may be one and the same object.
      if (child !== node && !this.#parents.has(child)) this.#add(child, node, nodes);
    }
  }

  #index(range: Range, node: Node): void {
    const there = this.#byRange.get(keyOf(range));
    if (there) there.push(node);
    else this.#byRange.set(keyOf(range), [node]);
  }

  parent(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** The nodes around `node`, from the nearest out. */
  *ancestors(node: Node): Generator<Node> {
    for (let at = this.parent(node); at; at = this.parent(at)) yield at;
  }

  /** The nodes with exactly this range, outermost first. */
  at(range: Range): readonly Node[] {
    return this.#byRange.get(keyOf(range)) ?? [];
  }

  /** The innermost node that holds this range and that `accept` takes. */
  around(range: Range, accept: (node: Node) => boolean): Node | undefined {
    let found: Node | undefined;
    for (const node of this.nodes) {
      if (node.start <= range.start && range.end <= node.end && accept(node)) found = node;
    }
    return found;
  }

  /** `node` itself and everything below it. */
  *within(node: Node): Generator<Node> {
    yield node;
    for (const child of childrenOf(node)) yield* this.within(child);
  }
}

/** A node's children in source order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (NOT_CHILDREN.has(key)) continue;
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) children.push(item);
  }
  return children.sort((a, b) => a.start - b.start || b.end - a.end);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { type?: unknown }).type === 'string' &&
    typeof (value as { start?: unknown }).start === 'number'
  );
}

/** The child nodes ast-types' declarations give have Babel's offsets too, which those declarations do not say. */
export function ranged<N extends ASTNode>(node: N): N & Range {
  return node as N & Range;
}

export function keyOf(range: Range): string {
  return `${range.start}:${range.end}`;
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function sameRange(a: Range, b: Range): boolean {
  return a.start === b.start && a.end === b.end;
}
