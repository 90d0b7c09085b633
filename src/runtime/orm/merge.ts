import type { Flow } from '../core/flow.js';
import { InvalidRequestError } from '../core/errors.js';
import { refreshExpired } from './lazy.js';
import { ensureLoaded } from './cascades.js';
import type { RelationshipProperty } from './property.js';
import type { SessionCore } from './session-core.js';
import { findState, stateOf, type InstanceState } from './state.js';

/** Copies an instance's attributes onto the session's own instance with the same key, along the merge cascade. */
export function mergeInstance(session: SessionCore, instance: object): Flow<object> {
  return new Merge(session).merge(stateOf(instance));
}

class Merge {
  /** Instances that have been merged already: objects refer to each other in circles. */
  readonly #merged = new Map<InstanceState, object>();

  constructor(private readonly session: SessionCore) {}

  *merge(source: InstanceState): Flow<object> {
    const known = this.#merged.get(source);
    if (known !== undefined) return known;
    if (source.session === this.session) {
      this.#merged.set(source, source.instance);
      return source.instance;
    }
    const target = yield* this.#target(source);
    this.#merged.set(source, target.instance);
    this.#copyColumns(source, target);
    for (const property of source.mapper.relationships.values()) {
      if (source.values.has(property.key) && property.cascade.has('merge'))
        yield* this.#copyRelated(source, target, property);
    }
    return target.instance;
  }

  /** The session's instance with the source's key: there, loaded, or new. */
  *#target(source: InstanceState): Flow<InstanceState> {
    const { mapper } = source;
    const identity = source.identity ?? mapper.primaryKey.map(({ key }) => source.values.get(key));
    if (source.identity !== undefined && source.expired.size > 0 && source.modified) {
      throw new InvalidRequestError(`merge() cannot take ${source.toString()}: it has expired attributes`);
    }
    if (identity.every((value) => value !== null && value !== undefined)) {
      const found = yield* this.session.get(mapper.cls, identity);
      if (found !== null) {
        const state = stateOf(found);
        yield* refreshExpired(this.session, state);
        return state;
      }
    }
    const made = stateOf(new (mapper.cls as unknown as new () => object)());
    this.session.addState(made);
    return made;
  }

  #copyColumns(source: InstanceState, target: InstanceState): void {
    for (const { key } of source.mapper.columns) {
      if (!source.values.has(key)) continue;
      const value = source.values.get(key);
      if (target.values.has(key) && target.values.get(key) === value) continue;
      (target.instance as Record<string, unknown>)[key] = value;
    }
  }

  *#copyRelated(source: InstanceState, target: InstanceState, property: RelationshipProperty): Flow<void> {
    const value = source.values.get(property.key);
    const items: unknown[] = [value].flat();
    const merged: object[] = [];
    for (const item of items) {
      const state = findState(item);
      if (state !== undefined) merged.push(yield* this.merge(state));
    }
    // What is replaced has to be known before.
    yield* ensureLoaded(this.session, target, property);
    const attribute = target.instance as Record<string, unknown>;
    if (property.uselist) attribute[property.key] = merged;
    else if (value !== undefined) attribute[property.key] = merged[0] ?? null;
  }
}
