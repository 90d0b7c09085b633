import type { SqlValue } from './parameters.js';

/**
 * The values of a statement's parameters, in their order, as bun:sqlite takes them.
 * @param parameters their names as the statement writes them
 * @param given values, one array of values, or one object with values by name
 * @param strict whether every name has to be there
 * @throws what bun:sqlite throws
 */
export function bindBun(
  parameters: readonly (string | undefined)[],
  given: readonly unknown[],
  strict: boolean,
): SqlValue[] {
  const [first] = given;
  const whole = given.length === 1 && Array.isArray(first) ? (first as unknown[]) : given;
  const [named] = whole;
  if (whole.length === 1 && isRecord(named)) {
    return parameters.map((name = '') => {
      const value = name in named ? named[name] : named[name.slice(1)];
      if (value === undefined && strict) throw new Error(`Missing parameter "${name.slice(1)}"`);
      return valueOf(value);
    });
  }
  if (whole.length > 0 && whole.length !== parameters.length) {
    const [wanted, received] = [parameters.length, whole.length].map(String);
    throw new Error(`SQLite query expected ${wanted ?? ''} values, received ${received ?? ''}`);
  }
  return parameters.map((_, i) => valueOf(whole[i]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null;
  return (
    isObject && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer) && !(value instanceof Date)
  );
}

function valueOf(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return BigInt(value);
  // A whole number is an integer to Bun.
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError('Binding expected string, TypedArray, boolean, number, bigint or null');
}
