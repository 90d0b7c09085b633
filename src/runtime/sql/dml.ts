import { SelectionNode, ReturningNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { DialectName, DriverResult } from '../core/contracts.js';
import { ArgumentError, CompileError } from '../core/errors.js';
import type { Result } from '../result/result.js';
import type { Column } from '../schema/column.js';
import { isTable, type Table } from '../schema/table.js';
import { convertedResult } from './convert.js';
import type { CompileContext } from './context.js';
import { entityRef } from './entity.js';
import { coerce, isQuery, ColumnElement } from './expression.js';
import { columnsOfSlots, selectSlots } from './select-state.js';

/** @throws ArgumentError for anything but a mapped class or a table */
export function dmlTable(target: unknown): Table {
  const entity = entityRef(target);
  const table = entity?.from ?? target;
  if (isTable(table)) return table;
  throw new ArgumentError(`subject table for an INSERT, UPDATE or DELETE expected, got ${String(target)}`);
}

/** The node of a value in INSERT or UPDATE. */
export function valueNode(value: unknown, column: Column, context: CompileContext): OperationNode {
  const plain = value === null || (!(value instanceof ColumnElement) && !isQuery(value));
  const element = plain ? coerce(value ?? null, column.type) : coerce(value);
  return element.toNode(context);
}

/** @throws CompileError when the table has no column of that name */
export function targetColumn(table: Table, key: string): Column {
  const column = table.columns.find((candidate) => candidate.key === key);
  if (column === undefined) throw new CompileError(`Unconsumed column names: ${key} (table '${table.name}')`);
  return column;
}

/** `{ returning }` for a statement node. */
export function returningClause(
  items: readonly unknown[],
  context: CompileContext,
): { returning?: ReturningNode } {
  if (items.length === 0) return {};
  const columns = columnsOfSlots(selectSlots(items));
  const bare = { ...context, bareColumns: true };
  return {
    returning: ReturningNode.create(
      columns.map(({ element }) => SelectionNode.create(element.selectNode(bare) as never)),
    ),
  };
}

/** The result of INSERT, UPDATE or DELETE: rows only with RETURNING. */
export function dmlResult<R>(
  result: DriverResult,
  returning: readonly unknown[],
  dialect: DialectName,
): Result<R> {
  const columns =
    returning.length === 0
      ? undefined
      : columnsOfSlots(selectSlots(returning)).map(({ element, key }) => ({ key, type: element.type }));
  return convertedResult<R>(result, columns, dialect);
}

/** The value a column's `default` or `onUpdate` gives. */
export function defaultValue(source: unknown): unknown {
  return typeof source === 'function' ? (source as () => unknown)() : source;
}
