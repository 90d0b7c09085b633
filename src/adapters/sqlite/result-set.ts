import type { ResultSet, Row } from '@libsql/client';

/**
 * A result with numbers for its integers.
 * @throws RangeError where one is none that a number can hold, as @libsql/client does
 */
export function withNumbers(result: ResultSet): ResultSet {
  const rows = result.rows.map((row) => {
    const changed = {} as Row;
    Object.defineProperty(changed, 'length', { value: row.length });
    result.columns.forEach((name, i) => {
      const value = typeof row[i] === 'bigint' ? numberOf(row[i]) : row[i];
      Object.defineProperty(changed, i, { value });
      if (!Object.getOwnPropertyDescriptor(changed, name)) {
        Object.defineProperty(changed, name, { value, enumerable: true, configurable: true, writable: true });
      }
    });
    return changed;
  });
  return Object.assign(Object.create(result) as ResultSet, { rows });
}

function numberOf(value: bigint): number {
  if (BigInt(Number.MAX_SAFE_INTEGER) < value || value < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw new RangeError('Received integer which cannot be safely represented as a JavaScript number');
  }
  return Number(value);
}
