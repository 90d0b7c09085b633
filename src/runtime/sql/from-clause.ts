import type { OperationNode } from './operation-node.js';
import type { CompileContext } from './context.js';

/** Something rows come from: a table, an alias of one, a subquery, a common table expression. Compared by identity. */
export interface FromClause {
  /** The name columns are qualified with; without one, the compiled statement makes one up of `baseName`. */
  readonly name?: string | undefined;
  readonly baseName: string;
  /** The FROM item: `"users"`, `"users" as "u2"`, `(select …) as "s"`. */
  fromNode(context: CompileContext): OperationNode;
}
