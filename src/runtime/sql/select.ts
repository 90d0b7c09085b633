import type { OperationNode } from './operation-node.js';
import { ArgumentError } from '../core/errors.js';
import type { Table } from '../schema/table.js';
import { nullType, type ColumnType } from '../schema/types.js';
import type { CompileContext } from './context.js';
import { entityRef, type FromArgument, type MappedClass } from './entity.js';
import type { BooleanExpression, ColumnElement, Ordering } from './expression.js';
import type { LoaderOptionLike } from './loader-option.js';
import type { DerivedOf, NamesOf, SelectItem, TableRow, ValuesOf, ValuesOfColumns } from './row-types.js';
import { selectedEntities } from './joins.js';
import { SelectBase } from './select-base.js';
import { selectNode } from './select-compile.js';
import {
  EMPTY_SELECT,
  columnsOfSlots,
  selectSlots,
  type JoinClause,
  type JoinableRelationship,
  type SelectState,
} from './select-state.js';
import type { SelectColumn } from './selectable.js';

/** What join() may lead to. */
type JoinTarget = FromArgument | JoinableRelationship;

/**
 * SELECT. Every method gives a new statement; the one it is called on stays as it is.
 * `S` is a row's first value, `V` are its values in order, `M` those by name, `D` the columns of a subquery made of it.
 */
export class Select<
  S = unknown,
  V extends readonly unknown[] = readonly [S],
  M = object,
  D = object,
> extends SelectBase<V, M, D> {
  /** @internal Use {@link select}. */
  constructor(readonly state: SelectState) {
    super();
  }

  #with(change: Partial<SelectState>): this {
    return new Select({ ...this.state, ...change }) as this;
  }

  /** Adds conditions; all must hold. */
  where(...conditions: BooleanExpression[]): this {
    return this.#with({ where: [...this.state.where, ...conditions] });
  }
  /** Adds equality conditions on the entity joined last, or else the first one. */
  filterBy(values: Record<string, unknown>): this {
    const entity = this.#lastEntity();
    const conditions = Object.entries(values).map(([key, value]) => {
      const column = entity.columns.find((candidate) => candidate.key === key);
      if (column === undefined)
        throw new ArgumentError(`Entity namespace for "${entity.key}" has no property "${key}"`);
      return column.eq(value);
    });
    return this.where(...conditions);
  }
  /** Inner join: to a class, table or subquery (by foreign key, or the condition given), or along a relationship. */
  join(target: JoinTarget, on?: BooleanExpression | JoinableRelationship, options: JoinOptions = {}): this {
    const kind = options.full === true ? 'FullJoin' : options.isOuter === true ? 'LeftJoin' : 'InnerJoin';
    return this.#join({ kind, target, on });
  }
  /** Left outer join. */
  outerjoin(target: JoinTarget, on?: BooleanExpression | JoinableRelationship): this {
    return this.#join({ kind: 'LeftJoin', target, on });
  }
  #join(join: JoinClause): this {
    return this.#with({ joins: [...this.state.joins, join] });
  }
  /** Says where to select from, when the selected columns do not tell. */
  selectFrom(...from: FromArgument[]): this {
    return this.#with({ from: [...this.state.from, ...from] });
  }
  groupBy(...items: (ColumnElement | string)[]): this {
    return this.#with({ groupBy: [...this.state.groupBy, ...items] });
  }
  having(...conditions: BooleanExpression[]): this {
    return this.#with({ having: [...this.state.having, ...conditions] });
  }
  /** Adds columns, orderings or names of labels to ORDER BY; `null` drops what was there. */
  orderBy(...items: (ColumnElement | Ordering | string | null)[]): this {
    const added = items.filter((item) => item !== null);
    return this.#with({ orderBy: items.includes(null) ? added : [...this.state.orderBy, ...added] });
  }
  limit(limit: number | ColumnElement | null): this {
    return this.#with({ limit: limit ?? undefined });
  }
  offset(offset: number | ColumnElement | null): this {
    return this.#with({ offset: offset ?? undefined });
  }
  distinct(): this {
    return this.#with({ distinct: true });
  }
  /** Loader options: `selectinload(User.rel.posts)`. */
  options(...options: LoaderOptionLike[]): this {
    return this.#with({ options: [...this.state.options, ...options] });
  }
  /** FOR UPDATE, where the database has it. */
  withForUpdate(options: { skipLocked?: boolean; nowait?: boolean } = {}): this {
    return this.#with({ forUpdate: options });
  }
  /** Adds columns or entities. */
  addColumns<const Items extends readonly SelectItem[]>(
    ...items: Items
  ): Select<S, readonly [...V, ...ValuesOf<Items>], M & NamesOf<Items>, D & DerivedOf<Items>> {
    return new Select({ ...this.state, items: [...this.state.items, ...items] });
  }
  /** Selects something else, all the rest being equal. */
  withOnlyColumns<const Items extends readonly SelectItem[]>(
    ...items: Items
  ): Select<ValuesOf<Items>[0], ValuesOf<Items>, NamesOf<Items>, DerivedOf<Items>> {
    return new Select({ ...this.state, items });
  }

  #lastEntity() {
    const joined = this.state.joins
      .map(({ target }) => entityRef(target))
      .findLast((entity) => entity !== undefined);
    const [first] = selectedEntities(this.state);
    const entity = joined ?? first;
    if (entity === undefined)
      throw new ArgumentError('filterBy() needs a statement that selects from or joins an entity');
    return entity;
  }

  override selectColumns(): SelectColumn[] {
    return columnsOfSlots(selectSlots(this.state.items));
  }
  override queryNode(context: CompileContext): OperationNode {
    return selectNode(this.state, context);
  }
  override derivedNode(context: CompileContext): OperationNode {
    return selectNode(this.state, context, 'named');
  }
  get scalarType(): ColumnType {
    return this.selectColumns()[0]?.element.type ?? nullType;
  }
}

/** Options of `join()`. */
export interface JoinOptions {
  isOuter?: boolean;
  full?: boolean;
}

/** A SELECT of classes, aliases, tables and expressions. */
export function select<T extends object, C>(
  entity: MappedClass<T, C>,
): Select<T, readonly [T], object, ValuesOfColumns<C>>;
export function select<T extends Table>(
  table: T,
): Select<unknown, readonly unknown[], TableRow<T>, TableRow<T>>;
export function select<const Items extends readonly SelectItem[]>(
  ...items: Items
): Select<ValuesOf<Items>[0], ValuesOf<Items>, NamesOf<Items>, DerivedOf<Items>>;
export function select(...items: unknown[]): unknown {
  return new Select({ ...EMPTY_SELECT, items });
}
