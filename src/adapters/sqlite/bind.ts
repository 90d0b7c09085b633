import type { SqlValue } from './parameters.js';

/**
 * The values of a statement's parameters, in their order.
 * @param given values, arrays of values, and at most one object with the values of named parameters
 * @throws RangeError when there are too many or too few; TypeError when one is nothing that SQLite can hold
 */
export function bind(parameters: readonly (string | undefined)[], given: readonly unknown[]): SqlValue[] {
  let named: Readonly<Record<string, unknown>> | undefined;
  const positional: unknown[] = [];
  for (const one of given) {
    if (Array.isArray(one)) positional.push(...(one as unknown[]));
    else if (!isObject(one)) positional.push(one);
    else if (!isPlain(one)) throw new TypeError('Named parameters can only be passed within plain objects');
    else if (named) throw new TypeError('You cannot specify named parameters in two different objects');
    else named = one;
  }
  const nameless = parameters.filter((name) => name === undefined).length;
  if (positional.length > nameless) throw new RangeError('Too many parameter values were provided');
  if (positional.length < nameless) throw new RangeError('Too few parameter values were provided');
  let next = 0;
  return parameters.map((name) => {
    if (name === undefined) return valueOf(positional[next++]);
    if (!named) throw new TypeError('Missing named parameters');
    const bare = name.slice(1);
    if (!(bare in named)) throw new RangeError(`Missing named parameter "${bare}"`);
    return valueOf(named[bare]);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Date)
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function valueOf(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) === value) return value;
    throw new RangeError('The bound string, buffer, or bigint is too big');
  }
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError('SQLite3 can only bind numbers, strings, bigints, buffers, and null');
}
