import { ColumnReference } from '../schema/column.js';
import { Table } from '../schema/table.js';
import { entityRef, type EntityRef } from './entity.js';
import { ColumnElement, type BooleanExpression, type Ordering } from './expression.js';
import type { FromClause } from './from-clause.js';
import type { LoaderOptionLike } from './loader-option.js';
import type { SelectColumn } from './selectable.js';
import { ArgumentError } from '../core/errors.js';

/** A relationship, as far as joins need to know it. The ORM's `Relationship` is one. */
export interface JoinableRelationship {
  readonly isRelationship: true;
  /**
   * The joins that lead along the relationship.
   * @param candidates what the statement selects from so far; the relationship finds its own side among them
   */
  joinSteps(
    candidates: readonly EntityRef[],
  ): { from: FromClause; on: BooleanExpression; entity?: EntityRef }[];
}

/** One `join()` of a statement. */
export interface JoinClause {
  readonly kind: 'InnerJoin' | 'LeftJoin' | 'FullJoin';
  readonly target: unknown;
  readonly on?: BooleanExpression | JoinableRelationship | undefined;
}

/** Everything a SELECT is made of. */
export interface SelectState {
  readonly items: readonly unknown[];
  readonly from: readonly unknown[];
  readonly joins: readonly JoinClause[];
  readonly where: readonly BooleanExpression[];
  readonly groupBy: readonly (ColumnElement | string)[];
  readonly having: readonly BooleanExpression[];
  readonly orderBy: readonly (ColumnElement | Ordering | string)[];
  readonly limit?: number | ColumnElement | undefined;
  readonly offset?: number | ColumnElement | undefined;
  readonly distinct: boolean;
  readonly forUpdate?: { skipLocked?: boolean; nowait?: boolean } | undefined;
  readonly options: readonly LoaderOptionLike[];
  readonly correlated?: readonly FromClause[] | undefined;
}

export const EMPTY_SELECT: SelectState = {
  items: [],
  from: [],
  joins: [],
  where: [],
  groupBy: [],
  having: [],
  orderBy: [],
  distinct: false,
  options: [],
};

/** A selected item, taken apart: an entity, or one column. */
export type SelectSlot =
  | {
      readonly kind: 'entity';
      readonly entity: EntityRef;
      readonly columns: readonly ColumnReference[];
      readonly key: string;
    }
  | { readonly kind: 'column'; readonly element: ColumnElement; readonly key: string };

/**
 * What a row of the SELECT consists of, in order.
 * @throws ArgumentError for an item that cannot be selected
 */
export function selectSlots(items: readonly unknown[]): SelectSlot[] {
  return items.flatMap((item): SelectSlot[] => {
    const entity = entityRef(item);
    if (entity !== undefined) return [{ kind: 'entity', entity, columns: entity.columns, key: entity.key }];
    if (item instanceof ColumnElement) return [columnSlot(item as ColumnElement)];
    if (item instanceof Table) return item.columns.map(columnSlot);
    const columns = (item as { columns?: unknown } | null)?.columns;
    if (Array.isArray(columns)) return columns.map((column) => columnSlot(column as ColumnElement));
    throw new ArgumentError(
      `Column expression, FROM clause, or other columns clause element expected, got ${String(item)}; wrap values in literal()`,
    );
  });
}

function columnSlot(element: ColumnElement): SelectSlot {
  return { kind: 'column', element, key: element.key ?? 'anon' };
}

/** The columns of the slots, one after the other, with the names they have around the SELECT. */
export function columnsOfSlots(slots: readonly SelectSlot[]): SelectColumn[] {
  const elements = slots.flatMap((slot): readonly ColumnElement[] =>
    slot.kind === 'entity' ? slot.columns : [slot.element],
  );
  const taken = new Set<string>();
  const distinct = (name: string) => {
    let candidate = name;
    for (let n = 1; taken.has(candidate); n += 1) candidate = `${name}_${n}`;
    taken.add(candidate);
    return candidate;
  };
  return elements.map((element, index) => {
    const sqlName = element instanceof ColumnReference ? element.name : (element.key ?? `anon_${index + 1}`);
    const name = distinct(sqlName);
    const key = element.key ?? name;
    return { element, key: name === sqlName ? key : name, name };
  });
}
