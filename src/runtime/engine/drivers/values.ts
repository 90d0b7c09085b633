import { DriverError } from './driver-error.js';

/** The kinds of value every driver takes as a parameter and gives in a row. */
export type DriverValue = null | boolean | number | bigint | string | Uint8Array;

/** Gives an integer as a number where that is exact. */
export function exactInteger(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** Writes a date as SQLAlchemy's SQLite DateTime does, in UTC: `2024-01-31 12:30:00.000000`. */
function renderDate(date: Date): string {
  return `${date.toISOString().slice(0, 23).replace('T', ' ')}000`;
}

/**
 * Makes sure a parameter is a value drivers take. Column types have converted theirs already; this catches the untyped
 * ones, of `text()` above all.
 * @throws DriverError (ProgrammingError) for what cannot be bound, such as an object or an array
 */
export function bindValue(driver: string, value: unknown, index: number): DriverValue {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value;
    default:
  }
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return renderDate(value);
  const type = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  throw new DriverError(
    driver,
    'ProgrammingError',
    `Error binding parameter ${index + 1}: type '${type}' is not supported; give null, boolean, number, bigint, string, Date or Uint8Array`,
    false,
    undefined,
  );
}
