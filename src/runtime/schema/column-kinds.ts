import type { ColumnDefinition, ColumnOptions } from './column.js';
import {
  bigIntegerType,
  blobType,
  booleanType,
  dateTimeType,
  dateType,
  enumType,
  floatType,
  integerType,
  jsonType,
  numericAsNumberType,
  numericType,
  stringType,
  textType,
  type ColumnType,
} from './types.js';

/** Options that make a column nullable, and so its values `T | null`. */
type Nullable<T> = ColumnOptions<T | null> & { nullable: true };

/** A column kind without arguments of its own. */
interface Kind<T> {
  (options: Nullable<T>): ColumnDefinition<T | null>;
  (options?: ColumnOptions<T>): ColumnDefinition<T>;
}

// What overloads say of a description's value type is more than their one implementation can.
type Loose = ColumnDefinition<never>;

function define(type: object, options: object | undefined): Loose {
  return { type: type as ColumnType, options: options ?? {} };
}

const kind =
  <T>(type: ColumnType<T>): Kind<T> =>
  (options?: object) =>
    define(type, options);

function string(length: number, options: Nullable<string>): ColumnDefinition<string | null>;
function string(length: number, options?: ColumnOptions<string>): ColumnDefinition<string>;
function string(length: number, options?: object): Loose {
  return define(stringType(length), options);
}

function numeric(
  p: number,
  s: number,
  options: Nullable<number> & { asDecimal: false },
): ColumnDefinition<number | null>;
function numeric(
  p: number,
  s: number,
  options: ColumnOptions<number> & { asDecimal: false },
): ColumnDefinition<number>;
function numeric(
  p: number,
  s: number,
  options: Nullable<string> & { asDecimal?: true },
): ColumnDefinition<string | null>;
function numeric(
  p: number,
  s: number,
  options?: ColumnOptions<string> & { asDecimal?: true },
): ColumnDefinition<string>;
function numeric(p: number, s: number, options?: { asDecimal?: boolean }): Loose {
  return define(options?.asDecimal === false ? numericAsNumberType(p, s) : numericType(p, s), options);
}

function dateTime(options: Nullable<Date> & { timezone?: boolean }): ColumnDefinition<Date | null>;
function dateTime(options?: ColumnOptions<Date> & { timezone?: boolean }): ColumnDefinition<Date>;
function dateTime(options?: { timezone?: boolean }): Loose {
  return define(dateTimeType(options?.timezone), options);
}

function json<T = unknown>(options: Nullable<T>): ColumnDefinition<T | null>;
function json<T = unknown>(options?: ColumnOptions<T>): ColumnDefinition<T>;
function json(options?: object): Loose {
  return define(jsonType, options);
}

/** `column.enum_('a', 'b')`, with options last (`column.enum_('a', 'b', { default: 'a' })`) or after a list of values. */
function enum_<const V extends string>(
  values: readonly V[],
  options: Nullable<V>,
): ColumnDefinition<V | null>;
function enum_<const V extends string>(values: readonly V[], options?: ColumnOptions<V>): ColumnDefinition<V>;
function enum_<const V extends string>(...args: [V, ...V[]]): ColumnDefinition<V>;
function enum_<const V extends string>(...args: [V, ...V[], Nullable<V>]): ColumnDefinition<V | null>;
function enum_<const V extends string>(...args: [V, ...V[], ColumnOptions<V>]): ColumnDefinition<V>;
function enum_(...args: unknown[]): Loose {
  const values = args.flat().filter((arg) => typeof arg === 'string');
  const last = args.at(-1);
  return define(
    enumType(values),
    typeof last === 'object' && !Array.isArray(last) ? (last as object) : undefined,
  );
}

/**
 * The kinds of column. Each gives a description that `Base.mapped` and `Base.table` make columns of; its values have
 * the kind's JavaScript type, with `null` when `nullable: true`.
 */
export const column = {
  integer: kind(integerType),
  /** `bigint` in the program. */
  bigInteger: kind(bigIntegerType),
  string,
  text: kind(textType),
  boolean: kind(booleanType),
  float: kind(floatType),
  /** Exact decimal text, e.g. `'10.50'`; `asDecimal: false` gives numbers. */
  numeric,
  /** `Date`, in UTC. */
  dateTime,
  /** `'YYYY-MM-DD'`. */
  date: kind(dateType),
  json,
  blob: kind(blobType),
  enum_,
};
