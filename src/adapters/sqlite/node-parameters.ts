import { invalidState, sqliteError } from './node-errors.js';
import type { SqlValue } from './parameters.js';

/**
 * The values of a statement's parameters, in their order, as node:sqlite takes them: those that are not given are NULL.
 * @param parameters their names as the statement writes them
 * @param given values of nameless parameters, after an object with the values of others
 * @throws what node:sqlite throws
 */
export function bindNode(
  parameters: readonly (string | undefined)[],
  given: readonly unknown[],
  allows: { bare: boolean; unknown: boolean },
): SqlValue[] {
  const values = parameters.map((): SqlValue => null);
  const [first, ...others] = given;
  const named = typeof first === 'object' && first !== null && !ArrayBuffer.isView(first) ? first : undefined;
  for (const [name, value] of Object.entries(named ?? {})) {
    const index = indexOf(name, parameters, allows.bare);
    if (index !== undefined) values[index] = valueOf(value, index);
    else if (!allows.unknown) throw invalidState(`Unknown named parameter '${name}'`);
  }
  const nameless = [...parameters.keys()].filter((i) => !isNamed(parameters[i]));
  for (const [i, value] of (named ? others : given).entries()) {
    const index = nameless[i];
    if (index === undefined) throw sqliteError('column index out of range', 25);
    values[index] = valueOf(value, index);
  }
  return values;
}

function isNamed(parameter: string | undefined): boolean {
  return parameter !== undefined && !parameter.startsWith('?');
}

function indexOf(
  name: string,
  parameters: readonly (string | undefined)[],
  allowsBare: boolean,
): number | undefined {
  const whole = parameters.indexOf(name);
  if (whole >= 0) return whole;
  if (!allowsBare) return undefined;
  const bare = [...parameters.keys()].filter(
    (i) => parameters[i]?.slice(1) === name && isNamed(parameters[i]),
  );
  const [index, other] = bare;
  if (index !== undefined && other !== undefined) {
    const names = bare.map((i) => `'${parameters[i] ?? ''}'`).join(' and ');
    throw invalidState(`Cannot create bare named parameter '${name}' because of conflicting names ${names}.`);
  }
  return index;
}

function valueOf(value: unknown, index: number): SqlValue {
  if (value === null) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  // Newer Nodes take booleans: https://github.com/nodejs/node/pull/62001
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) === value) return value;
    throw Object.assign(new TypeError('BigInt value is too large to bind.'), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  }
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const message = `Provided value cannot be bound to SQLite parameter ${String(index + 1)}.`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}
