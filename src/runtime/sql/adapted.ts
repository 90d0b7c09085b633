import type { OperationNode } from './operation-node.js';
import type { ColumnType } from '../schema/types.js';
import type { CompileContext } from './context.js';
import { ColumnElement, Ordering, type BooleanExpression } from './expression.js';
import type { FromClause } from './from-clause.js';

/** An expression on one FROM clause, compiled as if it were on another: `posts.title` for the alias `posts_1`. */
class Adapted extends ColumnElement {
  readonly key: string | undefined;
  override readonly precedence: number;

  constructor(
    private readonly element: ColumnElement,
    private readonly replaced: ReadonlyMap<FromClause, FromClause>,
  ) {
    super();
    this.key = element.key;
    this.precedence = element.precedence;
  }

  get type(): ColumnType {
    return this.element.type;
  }

  toNode(context: CompileContext): OperationNode {
    return this.element.toNode({ ...context, replaced: this.replaced });
  }

  *froms(): Iterable<FromClause> {
    for (const from of this.element.froms()) yield this.replaced.get(from) ?? from;
  }
}

/** A condition on a table, for an alias of the table. */
export function adaptCondition(
  condition: BooleanExpression,
  from: FromClause,
  to: FromClause,
): BooleanExpression {
  return new Adapted(condition, new Map([[from, to]])) as BooleanExpression;
}

/** An ORDER BY item on a table, for an alias of the table. */
export function adaptOrdering(item: ColumnElement | Ordering, from: FromClause, to: FromClause): Ordering {
  const ordering = item instanceof Ordering ? item : item.asc();
  const adapted = new Adapted(ordering.element, new Map([[from, to]]));
  return new Ordering(adapted, ordering.direction, ordering.nulls);
}
