import { ColumnReference } from '../schema/column.js';
import { adaptOrdering } from '../sql/adapted.js';
import type { EntityRef } from '../sql/entity.js';
import type { ColumnElement } from '../sql/expression.js';
import { Ordering } from '../sql/expression.js';
import { Select } from '../sql/select.js';
import { columnsOfSlots, selectSlots, type JoinClause, type SelectState } from '../sql/select-state.js';
import { Subquery, TableAlias } from '../sql/selectable.js';
import type { ResultColumn } from '../sql/convert.js';
import { treeOf } from './loader-options.js';
import { loaderFor, mergeTrees, type LoaderTree } from './loader-tree.js';
import { mapperOf, type Mapper } from './mapper.js';
import type { RelationshipProperty } from './property.js';

/** How an entity is made of the columns of a row. */
export interface EntityLoader {
  readonly mapper: Mapper;
  /** Position of its first column in the row. */
  readonly start: number;
  readonly tree: LoaderTree;
  readonly joined: { readonly property: RelationshipProperty; readonly loader: EntityLoader }[];
}

/** What becomes of one selected item. */
export type PlannedSlot =
  | { readonly kind: 'entity'; readonly loader: EntityLoader }
  | { readonly kind: 'column'; readonly start: number };

/** A SELECT of the program, made ready: the statement that is sent, and what its rows become. */
export interface QueryPlan {
  readonly statement: Select;
  readonly columns: readonly ResultColumn[];
  readonly slots: readonly PlannedSlot[];
  /** Names of the values of a row. */
  readonly keys: readonly string[];
  /** Whether a collection was joined in, so that rows repeat. */
  readonly repeats: boolean;
}

interface Eager {
  readonly joins: JoinClause[];
  readonly columns: ColumnReference[];
  readonly orderBy: Ordering[];
  repeats: boolean;
}

/**
 * Plans a SELECT: adds the joins that eager loading needs.
 * @param tree what options say beside those of the statement itself
 */
export function planQuery(statement: Select, tree?: LoaderTree, columnsOnly = false): QueryPlan {
  const { state } = statement;
  const slots = selectSlots(state.items);
  const full = tree === undefined ? treeOf(state.options) : mergeTrees(tree, treeOf(state.options));
  const planned: PlannedSlot[] = [];
  const entities: { ref: EntityRef; loader: EntityLoader }[] = [];
  let position = 0;
  for (const slot of slots) {
    if (slot.kind === 'column') planned.push({ kind: 'column', start: position++ });
    else {
      const loader: EntityLoader = {
        mapper: mapperOf(slot.entity.entity),
        start: position,
        tree: full,
        joined: [],
      };
      planned.push({ kind: 'entity', loader });
      entities.push({ ref: slot.entity, loader });
      position += slot.columns.length;
    }
  }
  const keys = slots.map(({ key }) => key);
  const eager = columnsOnly ? undefined : joinEager(entities, (ref) => ref.columns, position);
  if (eager === undefined || eager.joins.length === 0) return finish(statement, planned, keys, false);
  if (!eager.repeats || (state.limit === undefined && state.offset === undefined)) {
    return finish(extend(state, state.items, eager), planned, keys, eager.repeats);
  }
  return finish(wrap(statement, entities), planned, keys, true);
}

function finish(statement: Select, slots: PlannedSlot[], keys: string[], repeats: boolean): QueryPlan {
  const columns = columnsOfSlots(selectSlots(statement.state.items)).map(({ element, key }) => ({
    key,
    type: element.type,
  }));
  return { statement, columns, slots, keys, repeats };
}

function extend(state: SelectState, items: readonly unknown[], eager: Eager): Select {
  return new Select({
    ...state,
    options: [],
    items: [...items, ...eager.columns],
    joins: [...state.joins, ...eager.joins],
    orderBy: [...state.orderBy, ...eager.orderBy],
  });
}

/** The joins of everything that is loaded eagerly with the entities; their loaders learn where to find it. */
function joinEager(
  entities: readonly { ref: EntityRef; loader: EntityLoader }[],
  columnsOf: (ref: EntityRef) => readonly ColumnReference[],
  width: number,
): Eager {
  const eager: Eager = { joins: [], columns: [], orderBy: [], repeats: false };
  const add = (
    loader: EntityLoader,
    left: readonly ColumnReference[],
    path: readonly Mapper[],
    outer: boolean,
  ): void => {
    for (const property of loader.mapper.relationships.values()) {
      const node = loaderFor(property, loader.tree);
      const given = loader.tree.has(property.relationship);
      if (node.strategy !== 'joined' || (!given && path.includes(property.target))) continue;
      const { target } = property;
      const alias = new TableAlias(target.table);
      const aim: EntityRef = { entity: target.cls, from: alias, columns: alias.columns, key: target.name };
      const inner = node.innerJoin && !outer;
      for (const { from, on } of property.steps(left, aim)) {
        eager.joins.push({ kind: inner ? 'InnerJoin' : 'LeftJoin', target: from, on });
      }
      const child: EntityLoader = {
        mapper: target,
        start: width + eager.columns.length,
        tree: node.tree,
        joined: [],
      };
      loader.joined.push({ property, loader: child });
      eager.columns.push(...alias.columns);
      eager.orderBy.push(...property.orderBy.map((item) => adaptOrdering(item, target.table, alias)));
      eager.repeats ||= property.uselist;
      add(child, alias.columns, [...path, target], !inner);
    }
  };
  for (const { ref, loader } of entities) add(loader, columnsOf(ref), [loader.mapper], false);
  return eager;
}

/**
 * LIMIT counts rows, and joined collections make more of them: the SELECT becomes a subquery, and the collections are
 * joined to it.
 */
function wrap(statement: Select, entities: readonly { ref: EntityRef; loader: EntityLoader }[]): Select {
  const { state } = statement;
  const inner = columnsOfSlots(selectSlots(state.items));
  const extra: ColumnElement[] = [];
  const positions = state.orderBy.map((item): [number, Ordering | undefined] => {
    const ordering = item instanceof Ordering ? item : undefined;
    const element = ordering?.element ?? item;
    const known = inner.findIndex((column) => column.element === element || column.key === element);
    if (known >= 0 || typeof element === 'string') return [known, ordering];
    extra.push(element as ColumnElement);
    return [inner.length + extra.length - 1, ordering];
  });
  const subquery = new Subquery(new Select({ ...state, options: [], items: [...state.items, ...extra] }));
  // The subquery may have had to rename columns; relationships look for them by the names of attributes.
  const columns = inner.map(({ element }, index) => {
    const column = subquery.columns[index] as ColumnReference;
    return new ColumnReference(subquery, column.name, element.key ?? column.key, element.type);
  });
  for (const { loader } of entities) loader.joined.length = 0;
  const start = (ref: EntityRef) => entities.find((entity) => entity.ref === ref)?.loader.start ?? 0;
  const eager = joinEager(
    entities,
    (ref) => columns.slice(start(ref), start(ref) + ref.columns.length),
    columns.length,
  );
  const orderBy = positions.flatMap(([position, ordering]) => {
    const column = subquery.columns[position];
    return column === undefined ? [] : [new Ordering(column, ordering?.direction ?? 'asc', ordering?.nulls)];
  });
  const blank: SelectState = {
    ...state,
    from: [],
    joins: [],
    where: [],
    groupBy: [],
    having: [],
    distinct: false,
    items: [],
  };
  return extend({ ...blank, limit: undefined, offset: undefined, orderBy }, columns, eager);
}
