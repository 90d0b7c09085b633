import { DetachedInstanceError, InvalidRequestError } from '../core/errors.js';
import { collectionOf, emptyCollection, replaceCollection } from './collection.js';
import { setReference } from './events.js';
import { identityOf } from './identity.js';
import type { RelationshipProperty } from './property.js';
import { NO_VALUE, stateOf, type InstanceState } from './state.js';

/** Link SQLAlchemy prints below errors about instances without a session. */
const DETACHED = { code: 'bhk3' };

/** Reads a column attribute: loads it when it has expired. `null` when it was never set. */
export function readColumn(instance: object, key: string): unknown {
  const state = stateOf(instance);
  const { values } = state;
  if (values.has(key)) return values.get(key);
  if (!state.expired.has(key)) return null;
  if (state.session === undefined) {
    throw new DetachedInstanceError(
      `Instance ${state.toString()} is not bound to a Session; attribute refresh operation cannot proceed (attribute '${key}')`,
      DETACHED,
    );
  }
  state.session.readAttribute(state, key);
  return values.get(key) ?? null;
}

/** Writes a column attribute. */
export function writeColumn(instance: object, key: string, value: unknown): void {
  const state = stateOf(instance);
  state.recordChange(key);
  state.expired.delete(key);
  state.values.set(key, value ?? null);
}

/** Reads a relationship: loads it when it is not there yet, and the instance has a row. */
export function readRelationship(instance: object, property: RelationshipProperty): unknown {
  const state = stateOf(instance);
  const { key } = property;
  if (state.values.has(key)) return state.values.get(key);
  if (!hasRow(state)) return property.uselist ? emptyCollection(state, property) : null;
  const known = knownWithoutIo(state, property);
  if (known !== NO_VALUE) {
    state.values.set(key, known);
    return known;
  }
  if (state.session === undefined) {
    throw new DetachedInstanceError(
      `Parent instance ${state.toString()} is not bound to a Session; lazy load operation of attribute '${key}' cannot proceed`,
      DETACHED,
    );
  }
  state.session.readAttribute(state, key);
  return state.values.get(key);
}

/** Whether an attribute can be read without talking to the database. */
export function isLoaded(state: InstanceState, key: string): boolean {
  if (state.values.has(key)) return true;
  const property = state.mapper.relationships.get(key);
  if (property === undefined) return !state.expired.has(key);
  return !hasRow(state) || knownWithoutIo(state, property) !== NO_VALUE;
}

function hasRow(state: InstanceState): boolean {
  return state.identity !== undefined && state.status !== 'pending' && state.status !== 'transient';
}

/** A reference the identity map can answer, or whose foreign key is NULL; `NO_VALUE` when the database has to. */
export function knownWithoutIo(state: InstanceState, property: RelationshipProperty): unknown {
  if (!property.usesGet) return NO_VALUE;
  const identity = identityOf(property, state);
  if (identity === null) return null;
  if (identity === undefined || state.session === undefined) return NO_VALUE;
  return state.session.identityMap.find(property.target, identity)?.instance ?? NO_VALUE;
}

/**
 * Writes a relationship, keeping the other side in step and taking new objects into the session.
 * @throws InvalidRequestError for a list where one object is meant, and the other way round
 */
export function writeRelationship(instance: object, property: RelationshipProperty, value: unknown): void {
  const state = stateOf(instance);
  if (property.uselist) {
    if (!Array.isArray(value)) {
      throw new InvalidRequestError(
        `Incompatible collection type: ${property.name} takes an array, not ${String(value)}`,
      );
    }
    // What was there has to be known, to take it away on the other side.
    const before = readRelationship(instance, property) as object[];
    replaceCollection(collectionOf(state, property, before), value as object[]);
    return;
  }
  const next = value ?? null;
  if (next !== null) {
    const target = stateOf(next);
    if (!(target.instance instanceof property.target.cls)) {
      throw new InvalidRequestError(
        `Attempting to set ${property.name} to an instance of ${target.mapper.name}, expected ${property.target.name}`,
      );
    }
  }
  // One-to-one: the row that is replaced has to let go of its foreign key.
  if (property.direction !== 'manytoone' && !state.values.has(property.key) && hasRow(state)) {
    readRelationship(instance, property);
  }
  setReference(state, property, next);
}
