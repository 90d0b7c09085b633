import type { Flow } from '../core/flow.js';
import { collectionChanges } from './collection.js';
import { loadAttribute } from './lazy.js';
import type { RelationshipProperty } from './property.js';
import type { SessionCore } from './session-core.js';
import { findState, type InstanceState } from './state.js';

/** The loaded objects a relationship leads to. */
export function relatedStates(state: InstanceState, property: RelationshipProperty): InstanceState[] {
  const value = state.values.get(property.key);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map(findState).filter((related) => related !== undefined);
}

/** What a cascade reaches from an instance, itself first, along loaded relationships. */
export function cascadeStates(
  start: InstanceState,
  cascade: 'save-update' | 'expunge' | 'refresh-expire',
): Set<InstanceState> {
  const reached = new Set<InstanceState>([start]);
  for (const state of reached) {
    for (const property of state.mapper.relationships.values()) {
      if (!property.cascade.has(cascade)) continue;
      for (const related of relatedStates(state, property)) reached.add(related);
      // What was put in through the other side counts even before the collection is loaded.
      for (const item of property.uselist ? collectionChanges(state, property.key).added : []) {
        const added = findState(item);
        if (added !== undefined) reached.add(added);
      }
    }
  }
  return reached;
}

/** What is deleted along with an instance, itself first. Loads what has to be known for that. */
export function* deleteCascade(session: SessionCore, start: InstanceState): Flow<Set<InstanceState>> {
  const reached = new Set<InstanceState>([start]);
  for (const state of reached) {
    for (const property of state.mapper.relationships.values()) {
      if (!property.cascade.has('delete') || property.viewonly) continue;
      if (property.relationship.options.passiveDeletes !== true)
        yield* ensureLoaded(session, state, property);
      for (const related of relatedStates(state, property)) reached.add(related);
    }
  }
  return reached;
}

/** Loads a relationship of an instance that has a row, unless it is there. */
export function* ensureLoaded(
  session: SessionCore,
  state: InstanceState,
  property: RelationshipProperty,
): Flow<void> {
  if (state.values.has(property.key) || state.identity === undefined) return;
  yield* loadAttribute(session, state, property.key);
}
