// The helpers that rewritten code calls where an API says in another way that there is nothing, copied into the project
// that needs them.

/** A value, or `undefined` where there is none. */
export function orUndefined<T>(value: T): NonNullable<T> | undefined {
  return value ?? undefined;
}

/** A value, or `null` where there is none. */
export function orNull<T>(value: T): NonNullable<T> | null {
  return value ?? null;
}
