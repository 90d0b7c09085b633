declare const rowMapping: unique symbol;

/**
 * A row: a tuple whose values are also there by name. `V` are the values in order, `M` those by name. A name an array
 * has a property of (`length`, `values`…) is reached through `result.mappings()`.
 */
export type Row<V extends readonly unknown[] = readonly unknown[], M = Record<string, unknown>> = V &
  Omit<M, keyof (readonly unknown[])> & { readonly [rowMapping]?: M };

/** The type of a row's first value. */
export type ScalarOf<R> = R extends readonly [infer First, ...unknown[]]
  ? First
  : R extends readonly (infer Each)[]
    ? Each
    : unknown;

/** The type of a row as an object. */
export type MappingOf<R> = R extends { readonly [rowMapping]?: infer M } ? M : Record<string, unknown>;

/** A row at run time: an array with named getters, which a subclass per result defines. */
class RowArray extends Array<unknown> {
  // What `map` and `filter` make of a row is an ordinary array.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/**
 * The rows of one result.
 * @param keys names of the values, in order
 * @returns makes a row of a list of values
 */
export function rowFactory(keys: readonly string[]): (values: readonly unknown[]) => Row {
  class NamedRow extends RowArray {}
  keys.forEach((key, index) => {
    if (key in NamedRow.prototype) return;
    Object.defineProperty(NamedRow.prototype, key, {
      get(this: NamedRow) {
        return this[index];
      },
    });
  });
  return (values) => {
    const row = new NamedRow(values.length);
    values.forEach((value, index) => (row[index] = value));
    // Its getters are what the type says beside the array.
    return row as unknown as Row;
  };
}

/** Names for mappings: a name that comes twice gets a number, as in SQLAlchemy (`id`, `id_1`). */
export function uniqueNames(keys: readonly string[]): string[] {
  const taken = new Set<string>();
  return keys.map((key) => {
    let name = key;
    for (let n = 1; taken.has(name); n += 1) name = `${key}_${n}`;
    taken.add(name);
    return name;
  });
}
