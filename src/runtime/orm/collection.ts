import { inspect } from 'node:util';
import { InvalidRequestError } from '../core/errors.js';
import { itemAdded, itemRemoved } from './events.js';
import type { RelationshipProperty } from './property.js';
import { findState, type InstanceState } from './state.js';

/** The array behind a collection's proxy, and whose it is. */
interface Owner {
  readonly raw: object[];
  readonly state: InstanceState;
  readonly property: RelationshipProperty;
}

const owners = new WeakMap<object, Owner>();
const MUTATORS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
]);

/**
 * Makes the array of a collection attribute. It is an ordinary array to the program; what is put in or taken out is
 * noticed, whichever way it is done.
 */
function makeCollection(state: InstanceState, property: RelationshipProperty, raw: object[]): object[] {
  const owner: Owner = { raw, state, property };
  const proxy: object[] = new Proxy(raw, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name !== 'string' || !MUTATORS.has(name)) return value;
      return (...args: unknown[]) => {
        const result: unknown = change(owner, proxy, () =>
          (value as (...args: unknown[]) => unknown).apply(raw, args),
        );
        return result === raw ? proxy : result;
      };
    },
    set(target, name, value) {
      return change(owner, proxy, () => Reflect.set(target, name, value));
    },
    deleteProperty(target, name) {
      return change(owner, proxy, () => Reflect.deleteProperty(target, name));
    },
  });
  owners.set(proxy, owner);
  return proxy;
}

/**
 * Changes a collection, and tells the other side of the relationship and the session what is new and what is gone.
 * @throws InvalidRequestError, with the collection as it was, when something that does not belong there is put in
 */
function change<T>(owner: Owner, proxy: object[], work: () => T): T {
  const { raw, state, property } = owner;
  const before = [...raw];
  const result = work();
  const wrong = raw.find((item) => !(findState(item)?.instance instanceof property.target.cls));
  if (wrong !== undefined) {
    raw.splice(0, raw.length, ...before);
    throw new InvalidRequestError(
      `${property.name} is a collection of ${property.target.name}; it cannot hold ${inspect(wrong)}`,
    );
  }
  // A collection that was read before there was anything in it becomes the attribute now.
  if (!state.values.has(property.key)) {
    state.values.set(property.key, proxy);
    state.emptyCollections.delete(property.key);
    state.snapshots.set(property.key, []);
  }
  state.modified = true;
  state.session?.noteModified(state);
  const [old, now] = [new Set(before), new Set(raw)];
  for (const item of old) if (!now.has(item)) itemRemoved(state, property, item);
  for (const item of now) if (!old.has(item)) itemAdded(state, property, item);
  return result;
}

/** The collection that a read of an unset attribute gives. */
export function emptyCollection(state: InstanceState, property: RelationshipProperty): object[] {
  const known = state.emptyCollections.get(property.key);
  if (known !== undefined) return known;
  const made = makeCollection(state, property, []);
  state.emptyCollections.set(property.key, made);
  return made;
}

/** The collection of an attribute; it becomes loaded when it was not. */
export function collectionOf(
  state: InstanceState,
  property: RelationshipProperty,
  read: object[] = emptyCollection(state, property),
): object[] {
  if (!state.values.has(property.key)) {
    state.values.set(property.key, read);
    state.emptyCollections.delete(property.key);
    state.snapshots.set(property.key, []);
  }
  return state.values.get(property.key) as object[];
}

/** Sets a collection to what the database says, with what was changed through the other side in the meantime. */
export function setLoadedCollection(
  state: InstanceState,
  property: RelationshipProperty,
  items: readonly object[],
): void {
  const pending = state.pendingMutations.get(property.key);
  const raw = items.filter((item) => pending?.removed.has(item) !== true);
  for (const item of pending?.added ?? []) if (!raw.includes(item)) raw.push(item);
  state.pendingMutations.delete(property.key);
  state.values.set(property.key, makeCollection(state, property, raw));
  state.snapshots.set(property.key, [...items]);
}

/** Makes a collection hold just these items. */
export function replaceCollection(collection: object[], items: readonly object[]): void {
  // Assigning a collection to itself must not empty it first.
  const next = [...items];
  collection.splice(0, collection.length, ...next);
}

/** Changes a collection without telling anybody: the other side knows already. */
export function appendSilently(collection: object[], item: object): void {
  const raw = owners.get(collection)?.raw ?? collection;
  if (!raw.includes(item)) raw.push(item);
}

/** See {@link appendSilently}. */
export function removeSilently(collection: object[], item: object): void {
  const raw = owners.get(collection)?.raw ?? collection;
  const index = raw.indexOf(item);
  if (index >= 0) raw.splice(index, 1);
}

/** What a collection gained and lost since the last flush. */
export function collectionChanges(state: InstanceState, key: string): { added: object[]; removed: object[] } {
  const pending = state.pendingMutations.get(key);
  if (!state.values.has(key))
    return { added: [...(pending?.added ?? [])], removed: [...(pending?.removed ?? [])] };
  const now = state.values.get(key) as object[];
  const before = state.snapshots.get(key) ?? [];
  const [nowSet, beforeSet] = [new Set(now), new Set(before)];
  return {
    added: [...nowSet].filter((item) => !beforeSet.has(item)),
    removed: before.filter((item) => !nowSet.has(item)),
  };
}
