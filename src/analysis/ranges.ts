import type { ts } from '../compiler/typescript.js';

/** A node's own text, without the comments before it: what a step's range is. */
export function rangeOf(node: ts.Node): { start: number; end: number } {
  return { start: node.getStart(), end: node.end };
}
