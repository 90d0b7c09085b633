import { ColumnReference } from '../schema/column.js';
import { BindParameter, Operation, type ColumnElement } from '../sql/expression.js';
import type { InstanceState } from './state.js';

/** The program cannot work out an expression by itself; only the database can. */
export class UnevaluatableError extends Error {
  override readonly name = 'UnevaluatableError';
}

type Value = unknown;

const comparable = (value: Value) => (value instanceof Date ? value.getTime() : value);
const isNull = (value: Value) => value === null || value === undefined;

/** Comparisons with NULL are neither true nor false. */
const compare = (test: (left: never, right: never) => boolean) => (left: Value, right: Value) =>
  isNull(left) || isNull(right) ? null : test(comparable(left) as never, comparable(right) as never);

const calculate = (work: (left: number, right: number) => number) => (left: Value, right: Value) => {
  if (isNull(left) || isNull(right)) return null;
  if (typeof left !== 'number' || typeof right !== 'number')
    throw new UnevaluatableError('arithmetic on other than numbers');
  return work(left, right);
};

const OPERATORS: Record<string, (...operands: Value[]) => Value> = {
  '=': compare((left, right) => left === right),
  '!=': compare((left, right) => left !== right),
  '<': compare((left, right) => left < right),
  '<=': compare((left, right) => left <= right),
  '>': compare((left, right) => left > right),
  '>=': compare((left, right) => left >= right),
  '+': calculate((left, right) => left + right),
  '-': calculate((left, right) => left - right),
  '*': calculate((left, right) => left * right),
  'is null': (value) => isNull(value),
  'is not null': (value) => !isNull(value),
  in: (value, ...list) =>
    isNull(value) ? null : list.some((item) => comparable(item) === comparable(value)),
  'not in': (value, ...list) =>
    isNull(value) ? null : !list.some((item) => comparable(item) === comparable(value)),
  and: (...values) => (values.includes(false) ? false : values.some(isNull) ? null : true),
  or: (...values) => (values.includes(true) ? true : values.some(isNull) ? null : false),
  not: (value) => (isNull(value) ? null : value !== true),
};

/**
 * Works out an expression for an instance, as the database would.
 * @throws UnevaluatableError for what only the database knows: functions, subqueries, other tables, expired attributes
 */
export function evaluate(element: ColumnElement, state: InstanceState): Value {
  if (element instanceof BindParameter) return element.value;
  if (isColumn(element)) {
    if (element.from !== state.mapper.table || !state.values.has(element.key))
      throw new UnevaluatableError(element.key);
    // What the database holds counts, not what the program has changed and not flushed.
    return state.committed.has(element.key)
      ? state.committed.get(element.key)
      : state.values.get(element.key);
  }
  const operation = isOperation(element) ? element : undefined;
  const work = operation?.operator === undefined ? undefined : OPERATORS[operation.operator];
  if (operation === undefined || work === undefined) throw new UnevaluatableError('expression');
  return work(...operation.operands.map((operand) => evaluate(operand, state)));
}

function isColumn(element: ColumnElement): element is ColumnReference {
  return element instanceof ColumnReference;
}

function isOperation(element: ColumnElement): element is Operation<unknown> {
  return element instanceof Operation;
}
