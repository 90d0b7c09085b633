import { appendSilently, collectionOf, removeSilently } from './collection.js';
import type { RelationshipProperty } from './property.js';
import { NO_VALUE, stateOf, type InstanceState } from './state.js';

/** Sets a reference to one object, and keeps the other side in step. `fromOther`: the other side began. */
export function setReference(
  state: InstanceState,
  property: RelationshipProperty,
  value: object | null,
  fromOther = false,
): void {
  const { key } = property;
  const before = state.values.has(key)
    ? (state.values.get(key) as object | null)
    : knownBefore(state, property);
  if (state.values.has(key) && before === value) return;
  state.recordChange(key);
  if (!state.values.has(key)) state.committed.set(key, before);
  state.values.set(key, value);
  const { reverse } = property;
  if (reverse !== undefined) {
    if (before !== null && before !== NO_VALUE) removeFromSide(stateOf(before), reverse, state.instance);
    if (value !== null && !fromOther) addToSide(stateOf(value), reverse, state.instance);
  }
  if (value !== null && !fromOther) cascadeIntoSession(state, property, value);
}

/** The object a reference has pointed to, as far as it is in memory. */
function knownBefore(state: InstanceState, property: RelationshipProperty): object | null | typeof NO_VALUE {
  if (state.session === undefined || !property.usesGet || state.identity === undefined) return NO_VALUE;
  const identity = property.target.primaryKey.map(({ key }) => {
    const pair = property.pairs.find(({ remote }) => remote === key);
    return pair === undefined ? undefined : state.values.get(pair.local);
  });
  if (identity.some((value) => value === undefined || value === null)) return NO_VALUE;
  return state.session.identityMap.find(property.target, identity)?.instance ?? NO_VALUE;
}

/** The other side of a relationship has got this object: notes it here, without telling the other side again. */
function addToSide(state: InstanceState, property: RelationshipProperty, item: object): void {
  if (!property.uselist) {
    setReference(state, property, item, true);
    return;
  }
  state.modified = true;
  state.session?.noteModified(state);
  if (state.values.has(property.key) || state.identity === undefined) {
    appendSilently(collectionOf(state, property), item);
    return;
  }
  const mutations = mutationsOf(state, property);
  if (!mutations.removed.delete(item)) mutations.added.add(item);
}

/** The other side of a relationship has let go of this object. */
function removeFromSide(state: InstanceState, property: RelationshipProperty, item: object): void {
  if (!property.uselist) {
    if (state.values.get(property.key) === item) {
      state.recordChange(property.key);
      state.values.set(property.key, null);
    }
    return;
  }
  state.modified = true;
  state.session?.noteModified(state);
  if (state.values.has(property.key)) {
    removeSilently(collectionOf(state, property), item);
    return;
  }
  if (state.identity === undefined) return;
  const mutations = mutationsOf(state, property);
  if (!mutations.added.delete(item)) mutations.removed.add(item);
}

function mutationsOf(state: InstanceState, { key }: RelationshipProperty) {
  const known = state.pendingMutations.get(key) ?? { added: new Set<object>(), removed: new Set<object>() };
  state.pendingMutations.set(key, known);
  return known;
}

/** Something was put into a collection by the program. */
export function itemAdded(state: InstanceState, property: RelationshipProperty, item: object): void {
  const { reverse } = property;
  if (reverse !== undefined) {
    if (reverse.uselist) addToSide(stateOf(item), reverse, state.instance);
    else setReference(stateOf(item), reverse, state.instance, true);
  }
  cascadeIntoSession(state, property, item);
}

/** Something was taken out of a collection by the program. */
export function itemRemoved(state: InstanceState, property: RelationshipProperty, item: object): void {
  const { reverse } = property;
  if (reverse === undefined) return;
  const itemState = stateOf(item);
  if (reverse.uselist) removeFromSide(itemState, reverse, state.instance);
  else if (itemState.values.get(reverse.key) === state.instance || !itemState.values.has(reverse.key)) {
    clearReference(itemState, reverse);
  }
}

/** The item no longer belongs to the collection's owner; nobody else has to be told. */
function clearReference(state: InstanceState, property: RelationshipProperty): void {
  state.recordChange(property.key);
  state.values.set(property.key, null);
}

function cascadeIntoSession(state: InstanceState, property: RelationshipProperty, item: object): void {
  const { session } = state;
  if (session === undefined || !property.cascade.has('save-update')) return;
  const itemState = stateOf(item);
  if (itemState.session !== session) session.addState(itemState);
}
