import type { Mapper } from './mapper.js';
import type { RelationshipProperty } from './property.js';
import type { InstanceState } from './state.js';

/** Persistent instances by primary key. Strong references: what a program sees does not depend on garbage collection. */
export class IdentityMap {
  readonly #byMapper = new Map<Mapper, Map<string, InstanceState>>();

  find(mapper: Mapper, identity: readonly unknown[]): InstanceState | undefined {
    return this.#byMapper.get(mapper)?.get(mapper.identityKey(identity));
  }
  add(state: InstanceState): void {
    const { mapper, identity } = state;
    if (identity === undefined) return;
    let states = this.#byMapper.get(mapper);
    if (states === undefined) this.#byMapper.set(mapper, (states = new Map<string, InstanceState>()));
    states.set(mapper.identityKey(identity), state);
  }
  remove(state: InstanceState): void {
    const { mapper, identity } = state;
    if (identity === undefined) return;
    const states = this.#byMapper.get(mapper);
    const key = mapper.identityKey(identity);
    if (states?.get(key) === state) states.delete(key);
  }
  clear(): void {
    this.#byMapper.clear();
  }
  /** All instances, in the order in which they came. */
  *states(): Generator<InstanceState> {
    for (const states of this.#byMapper.values()) yield* states.values();
  }
  *statesOf(mapper: Mapper): Generator<InstanceState> {
    yield* this.#byMapper.get(mapper)?.values() ?? [];
  }
}

/**
 * The primary key a reference's foreign key points to.
 * @returns `null` when a part of it is NULL, `undefined` when it is not known
 */
export function identityOf(
  property: RelationshipProperty,
  state: InstanceState,
): unknown[] | null | undefined {
  const identity: unknown[] = [];
  for (const { key } of property.target.primaryKey) {
    const pair = property.pairs.find(({ remote }) => remote === key);
    if (pair === undefined || !state.values.has(pair.local)) return undefined;
    const value = state.values.get(pair.local);
    if (value === null) return null;
    identity.push(value);
  }
  return identity;
}
