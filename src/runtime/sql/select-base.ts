import {
  AliasNode,
  IdentifierNode,
  ParensNode,
  SelectQueryNode,
  SelectionNode,
  SetOperationNode,
} from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { Compiled, DialectName, DriverResult, Executable } from '../core/contracts.js';
import { ArgumentError } from '../core/errors.js';
import type { Result } from '../result/result.js';
import type { Row } from '../result/row.js';
import { nullType, type ColumnType } from '../schema/types.js';
import { convertedResult } from './convert.js';
import { compileNode, withClause } from './compile-node.js';
import { newContext, type CompileContext } from './context.js';
import { ScalarQuery, type ColumnElement, type Ordering } from './expression.js';
import { limitClause, orderClause } from './select-compile.js';
import { Cte, Subquery, type SelectColumn, type SelectLike } from './selectable.js';

type SetOperator = { operator: 'union' | 'intersect' | 'except'; all: boolean };

/** What SELECT and UNION have in common: being executed, and being part of other statements. */
export abstract class SelectBase<V extends readonly unknown[], M, D>
  implements SelectLike, Executable<Row<V, M>>
{
  /** For type inference only; never set. */
  declare readonly rowType?: Row<V, M>;
  declare readonly scalarValue?: V[0];

  abstract selectColumns(): SelectColumn[];
  abstract queryNode(context: CompileContext): OperationNode;
  abstract derivedNode(context: CompileContext): OperationNode;
  abstract get scalarType(): ColumnType;

  compile(dialect: DialectName): Compiled {
    const context = newContext(dialect);
    const node = this.queryNode(context);
    return {
      ...compileNode({ ...node, ...withClause(context) }, dialect),
      returnsRows: true,
    };
  }

  makeResult(result: DriverResult, _compiled: Compiled, dialect: DialectName): Result<Row<V, M>> {
    const columns = this.selectColumns().map(({ element, key }) => ({ key, type: element.type }));
    return convertedResult(result, columns, dialect);
  }

  /** The statement as a FROM clause; its columns are `subquery.c`. */
  subquery(name?: string): Subquery<D> {
    return new Subquery<D>(this, name);
  }
  /** The statement as a common table expression. `recursive`: see {@link Cte.unionAll}. */
  cte(name?: string, options: { recursive?: boolean } = {}): Cte<D> {
    return new Cte<D>(this, name, options.recursive === true ? {} : undefined);
  }
  /** The statement as a value. */
  scalarSubquery(): ColumnElement<V[0] | null> {
    return new ScalarQuery<V[0] | null>(this);
  }
  union(...others: SelectLike[]): CompoundSelect<V, M, D> {
    return new CompoundSelect(this, others, { operator: 'union', all: false });
  }
  unionAll(...others: SelectLike[]): CompoundSelect<V, M, D> {
    return new CompoundSelect(this, others, { operator: 'union', all: true });
  }
  intersect(...others: SelectLike[]): CompoundSelect<V, M, D> {
    return new CompoundSelect(this, others, { operator: 'intersect', all: false });
  }
  except(...others: SelectLike[]): CompoundSelect<V, M, D> {
    return new CompoundSelect(this, others, { operator: 'except', all: false });
  }
}

interface CompoundState {
  readonly orderBy: readonly (ColumnElement | Ordering | string)[];
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** SELECTs set against each other: UNION, INTERSECT, EXCEPT. Rows are those of the first SELECT's columns. */
export class CompoundSelect<V extends readonly unknown[], M, D> extends SelectBase<V, M, D> {
  constructor(
    private readonly first: SelectLike,
    private readonly others: readonly SelectLike[],
    private readonly set: SetOperator,
    private readonly tail: CompoundState = { orderBy: [] },
  ) {
    super();
    const width = first.selectColumns().length;
    if (others.some((other) => other.selectColumns().length !== width)) {
      throw new ArgumentError(
        'All selectables passed to CompoundSelect must have identical numbers of columns',
      );
    }
  }

  #with(change: Partial<CompoundState>): this {
    return new CompoundSelect(this.first, this.others, this.set, { ...this.tail, ...change }) as this;
  }

  /** Orders by names of columns: `orderBy('name')`, or by columns of the first SELECT. */
  orderBy(...items: (ColumnElement | Ordering | string)[]): this {
    return this.#with({ orderBy: [...this.tail.orderBy, ...items] });
  }
  limit(limit: number): this {
    return this.#with({ limit });
  }
  offset(offset: number): this {
    return this.#with({ offset });
  }

  override selectColumns(): SelectColumn[] {
    return this.first.selectColumns();
  }
  override get scalarType(): ColumnType {
    return this.selectColumns()[0]?.element.type ?? nullType;
  }
  override queryNode(context: CompileContext): OperationNode {
    return this.derivedNode(context);
  }
  override derivedNode(context: CompileContext): OperationNode {
    const { operator, all } = this.set;
    const first = compoundPart(this.first.derivedNode(context), 1);
    const parts = this.others.map((other, index) => compoundPart(other.derivedNode(context), index + 2));
    const tail = {
      setOperations: parts.map((part) => SetOperationNode.create(operator, part, all)),
      ...orderClause(this.tail.orderBy, { ...context, bareColumns: true }),
      ...limitClause(this.tail.limit, this.tail.offset, context),
    };
    return { ...first, ...tail };
  }
}

/**
 * A SELECT inside a UNION. One with ORDER BY or LIMIT of its own cannot stand there as it is; as a derived table it
 * can, on every dialect.
 */
function compoundPart(node: OperationNode, position: number): OperationNode {
  const plain =
    SelectQueryNode.is(node) && !node.orderBy && !node.limit && !node.offset && !node.setOperations;
  if (plain) return node;
  const derived = AliasNode.create(ParensNode.create(node), IdentifierNode.create(`part_${position}`));
  return SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([derived]), [
    SelectionNode.createSelectAll(),
  ]);
}
