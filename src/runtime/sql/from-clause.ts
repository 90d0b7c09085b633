import type { OperationNode } from 'kysely';
import type { CompileContext } from './context.js';

/** Something rows come from: a table, an alias of one, a subquery, a common table expression. Compared by identity. */
export interface FromClause {
  /** The name columns are qualified with. */
  readonly name: string;
  /** The FROM item: `"users"`, `"users" as "u2"`, `(select …) as "s"`. */
  fromNode(context: CompileContext): OperationNode;
}
