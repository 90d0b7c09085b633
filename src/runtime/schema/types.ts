import type { DialectName } from '../core/contracts.js';
import { StatementError } from '../core/errors.js';

/**
 * A column type: its DDL, and the way values take to and from the driver. `null` never reaches `bind` or `result`.
 * What drivers give and accept is described at `DriverResult` and `Compiled` in core/contracts.ts.
 */
export interface ColumnType<T = unknown> {
  readonly kind: string;
  /** The type's name in CREATE TABLE and CAST. */
  ddl(dialect: DialectName): string;
  /** Turns a value of the program into a parameter. */
  bind(value: T, dialect: DialectName): unknown;
  /** Turns a value of the driver into one of the program. */
  result(raw: unknown, dialect: DialectName): T;
}

const same = (value: unknown) => value;

function toNumber(raw: unknown): number {
  return typeof raw === 'number' ? raw : Number(raw);
}

/** Passes values through unchanged: expressions whose type is not known. */
export const nullType: ColumnType = { kind: 'null', ddl: () => 'text', bind: same, result: same };

export const integerType: ColumnType<number> = {
  kind: 'integer',
  ddl: () => 'integer',
  bind: same,
  result: toNumber,
};

/** 64-bit integers are `bigint` in the program; a parameter small enough to be exact travels as a number. */
export const bigIntegerType: ColumnType<bigint> = {
  kind: 'bigInteger',
  ddl: () => 'bigint',
  bind: (value, dialect) => {
    if (typeof value !== 'bigint') return value;
    const narrow = Number(value);
    if (Number.isSafeInteger(narrow)) return narrow;
    return dialect === 'sqlite' ? value : String(value);
  },
  result: (raw) => BigInt(raw as string | number | bigint),
};

/** VARCHAR of a length. */
export function stringType(length: number): ColumnType<string> {
  return { kind: 'string', ddl: () => `varchar(${length})`, bind: same, result: (raw) => String(raw) };
}

export const textType: ColumnType<string> = {
  kind: 'text',
  ddl: () => 'text',
  bind: same,
  result: String,
};

/** BOOLEAN; 0 and 1 where the database has no such type (SQLite, MySQL). */
export const booleanType: ColumnType<boolean> = {
  kind: 'boolean',
  ddl: () => 'boolean',
  bind: (value, dialect) => (dialect === 'postgresql' ? value : value ? 1 : 0),
  result: (raw) => (typeof raw === 'boolean' ? raw : toNumber(raw) !== 0),
};

export const floatType: ColumnType<number> = {
  kind: 'float',
  ddl: (dialect) => (dialect === 'sqlite' ? 'float' : dialect === 'mysql' ? 'double' : 'double precision'),
  bind: same,
  result: toNumber,
};

/** NUMERIC as exact decimal text of the column's scale, e.g. `'10.50'`: JavaScript has no decimal number. */
export function numericType(precision: number, scale: number): ColumnType<string> {
  return {
    kind: 'numeric',
    ddl: () => `numeric(${precision}, ${scale})`,
    // Numbers are let through by programs in JavaScript.
    bind: (value: unknown) => String(value),
    result: (raw) => decimalText(raw, scale),
  };
}

/** NUMERIC handed out as a JavaScript number (`asDecimal: false`). */
export function numericAsNumberType(precision: number, scale: number): ColumnType<number> {
  return {
    kind: 'numeric',
    ddl: () => `numeric(${precision}, ${scale})`,
    bind: same,
    result: toNumber,
  };
}

function decimalText(raw: unknown, scale: number): string {
  if (typeof raw === 'number') return raw.toFixed(scale);
  const [whole = '0', fraction = ''] = String(raw).split('.');
  // Servers already give the column's scale; results of sum() and the like may carry more, which must not be lost.
  return scale === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(scale, '0')}`;
}

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** `YYYY-MM-DD HH:MM:SS.ffffff` in UTC: the text SQLAlchemy stores in SQLite, and every database reads. */
function dateTimeText(value: Date): string {
  const date = `${pad(value.getUTCFullYear(), 4)}-${pad(value.getUTCMonth() + 1, 2)}-${pad(value.getUTCDate(), 2)}`;
  const time = `${pad(value.getUTCHours(), 2)}:${pad(value.getUTCMinutes(), 2)}:${pad(value.getUTCSeconds(), 2)}`;
  return `${date} ${time}.${pad(value.getUTCMilliseconds(), 3)}000`;
}

const DATE_TIME = /^(\d{4,}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

function parseDateTime(raw: unknown): Date {
  if (raw instanceof Date) return raw;
  const match = DATE_TIME.exec(String(raw));
  const [, date, time = '00:00:00', fraction = '0', zone = 'Z'] = match ?? [];
  const offset = zone.length === 3 ? `${zone}:00` : zone;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const parsed = new Date(`${date}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  if (Number.isNaN(parsed.getTime())) {
    throw new StatementError(
      `Couldn't parse datetime string '${String(raw)}': expected YYYY-MM-DD HH:MM:SS[.ffffff]`,
    );
  }
  return parsed;
}

/** A point in time as `Date`, stored in UTC. `timezone` makes it TIMESTAMP WITH TIME ZONE on PostgreSQL. */
export function dateTimeType(timezone = false): ColumnType<Date> {
  return {
    kind: 'dateTime',
    ddl: (dialect) => {
      if (dialect === 'sqlite') return 'datetime';
      if (dialect === 'mysql') return 'datetime(6)';
      return timezone ? 'timestamp with time zone' : 'timestamp';
    },
    bind: (value, dialect) => {
      const text = dateTimeText(toDate(value));
      return timezone && dialect === 'postgresql' ? `${text}+00` : text;
    },
    result: parseDateTime,
  };
}

function toDate(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  if (typeof value === 'string' && DATE_TIME.test(value)) return parseDateTime(value);
  throw new StatementError(
    `(TypeError) DateTime type only accepts Date objects as input, not ${describe(value)}`,
  );
}

/** A calendar day as `'YYYY-MM-DD'`: a `Date` would drag a time zone in. A `Date` given is taken in UTC. */
export const dateType: ColumnType<string> = {
  kind: 'date',
  ddl: () => 'date',
  bind: (value: unknown) => (value instanceof Date ? dateTimeText(value).slice(0, 10) : value),
  result: (raw) => String(raw).slice(0, 10),
};

/** JSON text. */
export const jsonType: ColumnType = {
  kind: 'json',
  ddl: () => 'json',
  bind: (value) => JSON.stringify(value),
  result: (raw): unknown => (typeof raw === 'string' ? JSON.parse(raw) : raw),
};

export const blobType: ColumnType<Uint8Array> = {
  kind: 'blob',
  ddl: (dialect) => (dialect === 'postgresql' ? 'bytea' : 'blob'),
  bind: same,
  result: (raw) => (raw instanceof ArrayBuffer ? new Uint8Array(raw) : (raw as Uint8Array)),
};

/** One of a list of strings; other values are refused on the way in. */
export function enumType<V extends string>(values: readonly V[]): ColumnType<V> {
  const length = Math.max(1, ...values.map((value) => value.length));
  return {
    kind: 'enum',
    ddl: (dialect) =>
      dialect === 'mysql'
        ? `enum(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`
        : `varchar(${length})`,
    bind: (value) => {
      if (!values.includes(value)) {
        throw new StatementError(
          `(LookupError) ${describe(value)} is not among the defined enum values: ${values.join(', ')}`,
        );
      }
      return value;
    },
    result: (raw) => String(raw) as V,
  };
}

/** The type of a value that stands alone in an expression (`literal(5)`, a parameter of `text()`). */
export function typeOfValue(value: unknown): ColumnType {
  if (typeof value === 'number') return Number.isInteger(value) ? integerType : floatType;
  if (typeof value === 'bigint') return bigIntegerType;
  if (typeof value === 'boolean') return booleanType;
  if (typeof value === 'string') return textType;
  if (value instanceof Date) return dateTimeType();
  if (value instanceof Uint8Array) return blobType;
  if (typeof value === 'object' && value !== null) return jsonType;
  return nullType;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
