import { InvalidRequestError, MissingGreenlet, ObjectDeletedError } from '../core/errors.js';
import type { Flow } from '../core/flow.js';
import { select } from '../sql/select.js';
import { knownWithoutIo } from './attributes.js';
import { setLoadedCollection } from './collection.js';
import { identityOf } from './identity.js';
import { loaderFor } from './loader-tree.js';
import { columnOf, equal, type RelationshipProperty } from './property.js';
import type { SessionCore } from './session-core.js';
import { NO_VALUE, type InstanceState } from './state.js';

/** Loads one attribute of an instance: a relationship, or all columns that have expired. */
export function* loadAttribute(session: SessionCore, state: InstanceState, key: string): Flow<void> {
  const property = state.mapper.relationships.get(key);
  if (property === undefined) yield* refreshExpired(session, state);
  else yield* loadRelationship(session, state, property);
}

/**
 * Loads the expired columns of an instance.
 * @throws ObjectDeletedError when its row is gone
 */
export function* refreshExpired(session: SessionCore, state: InstanceState): Flow<void> {
  if (state.expired.size === 0) return;
  const found = yield* session.selectByIdentity(state.mapper, state.identity ?? [], {
    origin: 'refresh',
    expiredBy: state.expiredBy,
    columnsOnly: true,
  });
  if (found === null) {
    throw new ObjectDeletedError(
      `Instance '${state.toString()}' has been deleted, or its row is otherwise not present.`,
      { code: 'obj' },
    );
  }
}

function* loadRelationship(
  session: SessionCore,
  state: InstanceState,
  property: RelationshipProperty,
): Flow<void> {
  const { key, target, pairs, secondary } = property;
  if (settleWithoutIo(state, property)) return;
  const node = loaderFor(property, state.loaderTree);
  if (pairs.some(({ local }) => !state.values.has(local))) yield* refreshExpired(session, state);
  const known = knownWithoutIo(state, property);
  if (known !== NO_VALUE) {
    state.values.set(key, known);
    return;
  }
  const expiredBy = state.expiredRelationships.get(key);
  state.expiredRelationships.delete(key);
  const loading = { origin: 'lazy', tree: node.tree, ...(expiredBy && { expiredBy }) } as const;
  const identity = property.usesGet ? identityOf(property, state) : undefined;
  if (identity) {
    const found = yield* session.selectByIdentity(target, identity, loading);
    state.values.set(key, found);
    return;
  }
  const owners = secondary ?? target.table;
  const conditions = pairs.map(({ local, remote }) =>
    columnOf(owners.columns, remote).eq(state.values.get(local)),
  );
  const base = select(target.cls).where(...conditions);
  const on = secondary && equal(property.targetPairs, target.columns, secondary.columns);
  const statement = (secondary && on ? base.join(secondary, on) : base).orderBy(...property.orderBy);
  const nothing = pairs.some(({ local }) => state.values.get(local) === null);
  const rows = nothing ? [] : yield* session.select(statement, { ...loading, autoflush: true });
  // Autoflush may have loaded it: a collection that is there is not to be replaced under the program's hands.
  if (!state.values.has(key)) setLoaded(state, property, [...new Set(rows.map(([item]) => item as object))]);
}

/**
 * Settles a read that is not to load anything.
 * @returns whether the attribute is there now
 * @throws InvalidRequestError for a relationship that must not be loaded lazily
 */
export function settleWithoutIo(state: InstanceState, property: RelationshipProperty): boolean {
  const { strategy } = loaderFor(property, state.loaderTree);
  if (strategy === 'raise') {
    throw new InvalidRequestError(`'${property.name}' is not available due to lazy='raise'`);
  }
  if (strategy === 'noload') setLoaded(state, property, []);
  return strategy === 'noload';
}

function setLoaded(state: InstanceState, property: RelationshipProperty, items: readonly object[]): void {
  if (property.uselist) setLoadedCollection(state, property, items);
  else state.values.set(property.key, items[0] ?? null);
}

/**
 * The error for a read that would have had to talk to the database while nobody awaits it.
 * @returns names class and attribute, and what to do instead
 */
export function missingGreenlet(state: InstanceState, key: string): MissingGreenlet {
  const { mapper } = state;
  const property = mapper.relationships.get(key);
  const name = `${mapper.name}.${key}`;
  const what =
    property === undefined
      ? `'${name}' has expired (${EXPIRED[state.expiredBy]}) and would have to be loaded again`
      : `'${name}' is not loaded yet, and a lazy load cannot be awaited by reading an attribute`;
  const remedy =
    property === undefined
      ? `await session.refresh(obj) first, read it with \`await obj.awaitableAttrs.${key}\`, or make the session with { expireOnCommit: false }`
      : `read it with \`await obj.awaitableAttrs.${key}\`, or load it eagerly: select(${mapper.name}).options(selectinload(${mapper.name}.rel.${key}))`;
  return new MissingGreenlet(
    `greenlet_spawn has not been called; can't call await_only() here. Was IO attempted in an unexpected place? ${what}: ${remedy}.`,
    { code: 'xd2s' },
  );
}

const EXPIRED = { commit: 'by commit()', rollback: 'by rollback()', expire: 'by expire()' } as const;
