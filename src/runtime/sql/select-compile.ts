import {
  FromNode,
  GroupByItemNode,
  GroupByNode,
  HavingNode,
  IdentifierNode,
  JoinNode,
  LimitNode,
  OffsetNode,
  OrderByItemNode,
  OrderByNode,
  RawNode,
  SelectModifierNode,
  SelectQueryNode,
  SelectionNode,
  ValueNode,
  WhereNode,
} from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { DialectName } from '../core/contracts.js';
import { InvalidRequestError } from '../core/errors.js';
import { ColumnReference } from '../schema/column.js';
import type { CompileContext } from './context.js';
import { and } from './functions.js';
import { ColumnElement, Label, Ordering, type BooleanExpression } from './expression.js';
import type { FromClause } from './from-clause.js';
import { fromClauseOf } from './entity.js';
import { resolveJoins, type ResolvedJoin } from './joins.js';
import { columnsOfSlots, selectSlots, type SelectState } from './select-state.js';

/** How the columns of a SELECT are written. */
export type ColumnNaming = 'plain' | 'named';

/**
 * The node of a SELECT.
 * @param naming `named` gives every column its own name, for a statement around this one
 */
export function selectNode(
  state: SelectState,
  context: CompileContext,
  naming: ColumnNaming = 'plain',
): SelectQueryNode {
  const slots = selectSlots(state.items);
  const columns = columnsOfSlots(slots);
  const joins = resolveJoins(state);
  const froms = fromsOf(state, joins, context);
  const inner: CompileContext = {
    ...context,
    bareColumns: false,
    enclosing: new Set([...context.enclosing, ...froms, ...joins.map(({ from }) => from)]),
  };
  // FROM is compiled first: names made up for aliases then count in the order of reading.
  const fromNodes = froms.map((from) => from.fromNode(inner));
  const joinNodes = joins.map((join) => joinNode(join, inner));
  const selections = columns.map(({ element, name }) => {
    const named = naming === 'named' && !(element instanceof Label) && plainName(element) !== name;
    if (!named) return SelectionNode.create(element.selectNode(inner) as never);
    return SelectionNode.create(
      RawNode.create(['', ' as ', ''], [element.toNode(inner), IdentifierNode.create(name)]) as never,
    );
  });
  return {
    ...SelectQueryNode.create(),
    ...(state.distinct ? { frontModifiers: [SelectModifierNode.create('Distinct')] } : {}),
    selections,
    ...(fromNodes.length > 0 ? { from: FromNode.create(fromNodes) } : {}),
    ...(joinNodes.length > 0 ? { joins: joinNodes } : {}),
    ...whereClause(state.where, inner),
    ...(state.groupBy.length > 0
      ? { groupBy: GroupByNode.create(state.groupBy.map((item) => groupItem(item, inner))) }
      : {}),
    ...(state.having.length > 0 ? { having: HavingNode.create(and(...state.having).toNode(inner)) } : {}),
    ...orderClause(state.orderBy, inner),
    ...limitClause(state.limit, state.offset, inner),
    ...lockClause(state, context.dialect),
  };
}

/** The name a column has by itself. */
function plainName(element: ColumnElement): string | undefined {
  return element instanceof ColumnReference ? element.name : undefined;
}

/** FROM items: what is given, and what the selected columns and conditions belong to, but for what is joined or around. */
function fromsOf(state: SelectState, joins: readonly ResolvedJoin[], context: CompileContext): FromClause[] {
  const joined = new Set(joins.map(({ from }) => from));
  const wanted = [...allFroms(state)].filter((from) => !joined.has(from));
  // As SQLAlchemy's auto-correlation: a SELECT from one thing alone keeps it, even if what is around it has it too.
  if (context.enclosing.size === 0 || wanted.length <= 1) return wanted;
  const own = wanted.filter((from) => !context.enclosing.has(from));
  if (own.length === 0 && wanted.length > 0 && joins.length === 0) {
    throw new InvalidRequestError(
      'Select statement returned no FROM clauses due to auto-correlation; use an alias for the table inside',
    );
  }
  return own;
}

/** Every FROM clause a SELECT mentions, in order of appearance. */
export function allFroms(state: SelectState): Set<FromClause> {
  const froms = new Set<FromClause>();
  for (const from of state.from) froms.add(fromClauseOf(from));
  for (const slot of selectSlots(state.items)) {
    if (slot.kind === 'entity') froms.add(slot.entity.from);
    else for (const from of slot.element.froms()) froms.add(from);
  }
  for (const condition of state.where) for (const from of condition.froms()) froms.add(from);
  return froms;
}

function joinNode({ kind, from, on }: ResolvedJoin, context: CompileContext): JoinNode {
  return JoinNode.createWithOn(kind, from.fromNode(context), on.toNode(context));
}

/** `{ where }` for a statement node, or nothing without conditions. */
export function whereClause(
  where: readonly BooleanExpression[],
  context: CompileContext,
): { where?: WhereNode } {
  return where.length > 0 ? { where: WhereNode.create(and(...where).toNode(context)) } : {};
}

function groupItem(item: ColumnElement | string, context: CompileContext): GroupByItemNode {
  return GroupByItemNode.create(
    typeof item === 'string' ? IdentifierNode.create(item) : item.toNode(context),
  );
}

/** `{ orderBy }` for a statement node. A string is the name of a column or label. */
export function orderClause(
  orderBy: readonly (ColumnElement | Ordering | string)[],
  context: CompileContext,
): { orderBy?: OrderByNode } {
  if (orderBy.length === 0) return {};
  const node = (item: ColumnElement | Ordering | string): OperationNode => {
    if (typeof item === 'string') return IdentifierNode.create(item);
    return item instanceof Ordering ? item.toNode(context) : item.orderNode(context);
  };
  return { orderBy: OrderByNode.create(orderBy.map((item) => OrderByItemNode.create(node(item)))) };
}

/** What stands for "no limit" where OFFSET cannot stand alone. */
const NO_LIMIT: Record<DialectName, string | undefined> = {
  sqlite: '-1',
  mysql: '18446744073709551615',
  postgresql: undefined,
};

/** `{ limit, offset }` for a statement node. */
export function limitClause(
  limit: number | ColumnElement | undefined,
  offset: number | ColumnElement | undefined,
  context: CompileContext,
): { limit?: LimitNode; offset?: OffsetNode } {
  const node = (value: number | ColumnElement) =>
    value instanceof ColumnElement ? value.toNode(context) : ValueNode.create(value);
  const unlimited = offset === undefined ? undefined : NO_LIMIT[context.dialect];
  return {
    ...(limit !== undefined
      ? { limit: LimitNode.create(node(limit)) }
      : unlimited !== undefined
        ? { limit: LimitNode.create(RawNode.createWithSql(unlimited)) }
        : {}),
    ...(offset !== undefined ? { offset: OffsetNode.create(node(offset)) } : {}),
  };
}

/** FOR UPDATE; SQLite locks whole databases and has no such clause. */
function lockClause(
  { forUpdate }: SelectState,
  dialect: DialectName,
): { endModifiers?: SelectModifierNode[] } {
  if (forUpdate === undefined || dialect === 'sqlite') return {};
  const modifiers = [SelectModifierNode.create('ForUpdate')];
  if (forUpdate.nowait === true) modifiers.push(SelectModifierNode.create('NoWait'));
  if (forUpdate.skipLocked === true) modifiers.push(SelectModifierNode.create('SkipLocked'));
  return { endModifiers: modifiers };
}
