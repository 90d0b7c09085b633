/**
 * A value that is always there: a token the grammar has in this place, a match of an expression that matches anything.
 * @throws TypeError if it is not, which is a mistake in the code that asked
 */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined)
    throw new TypeError('expected a value where there always is one');
  return value;
}
