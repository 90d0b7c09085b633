import { AliasNode, IdentifierNode, ParensNode, TableNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import { ColumnReference } from '../schema/column.js';
import type { Table } from '../schema/table.js';
import { nameOf, type CompileContext } from './context.js';
import type { ColumnElement, Query } from './expression.js';
import type { FromClause } from './from-clause.js';

/** One column of a SELECT: what is selected, and the names it has inside SQL and in rows. */
export interface SelectColumn {
  readonly element: ColumnElement;
  /** Name in rows. */
  readonly key: string;
  /** Name in SQL, for a statement around this one. */
  readonly name: string;
}

/** A SELECT, or several set against each other, that can be a FROM clause. */
export interface SelectLike extends Query {
  selectColumns(): SelectColumn[];
  /** The node with every column named, for a derived table; not correlated to what is around. */
  derivedNode(context: CompileContext): OperationNode;
}

/** Typed columns of a subquery, by the names of its SELECT. */
export type DerivedColumns<M> = { readonly [K in keyof M & string]: ColumnElement<M[K], K> };

/** A table under another name. */
export class TableAlias implements FromClause {
  readonly columns: readonly ColumnReference[];
  readonly baseName: string;

  constructor(
    readonly table: Table,
    readonly name?: string,
  ) {
    this.baseName = table.name;
    this.columns = table.columns.map(
      (column) => new ColumnReference(this, column.name, column.key, column.type),
    );
  }

  fromNode(context: CompileContext): OperationNode {
    return AliasNode.create(TableNode.create(this.table.name), IdentifierNode.create(nameOf(this, context)));
  }
}

/** A SELECT as a FROM clause. */
export class Subquery<M = Record<string, unknown>> implements FromClause {
  readonly baseName = 'anon';
  /** Columns by the names of the SELECT. */
  readonly c: DerivedColumns<M>;
  readonly columns: readonly ColumnReference[];

  constructor(
    protected readonly query: SelectLike,
    readonly name?: string,
  ) {
    this.columns = query
      .selectColumns()
      .map(({ element, key, name: column }) => new ColumnReference(this, column, key, element.type));
    this.c = Object.fromEntries(
      this.columns.map((column) => [column.key, column]),
    ) as unknown as DerivedColumns<M>;
  }

  fromNode(context: CompileContext): OperationNode {
    const derived = this.query.derivedNode({ ...context, enclosing: new Set() });
    return AliasNode.create(ParensNode.create(derived), IdentifierNode.create(nameOf(this, context)));
  }
}

/** A common table expression: WITH name AS (SELECT …). */
export class Cte<M = Record<string, unknown>> extends Subquery<M> {
  constructor(
    query: SelectLike,
    name: string | undefined,
    private readonly recursion?: { part?: SelectLike },
  ) {
    super(query, name);
  }

  override fromNode(context: CompileContext): OperationNode {
    const name = nameOf(this, context);
    const { ctes } = context.scope;
    if (!ctes.has(name)) {
      const recursive = this.recursion !== undefined;
      // Entered before its SELECT is compiled, so that a recursive one finds itself there.
      const entry: { node: OperationNode | undefined; recursive: boolean } = { node: undefined, recursive };
      ctes.set(name, entry);
      entry.node = (this.recursion?.part ?? this.query).derivedNode({ ...context, enclosing: new Set() });
      // A CTE that uses others has to come after them.
      ctes.delete(name);
      ctes.set(name, entry);
    }
    return TableNode.create(name);
  }

  /**
   * Makes a recursive expression of this one.
   * @param part gets the expression itself, and gives the SELECT that is added to it with UNION ALL
   */
  unionAll(part: (self: this) => SelectLike): this {
    if (this.recursion === undefined) throw new TypeError('unionAll() needs cte(name, { recursive: true })');
    const first = this.query as SelectLike & { unionAll(other: SelectLike): SelectLike };
    this.recursion.part = first.unionAll(part(this));
    return this;
  }
}
