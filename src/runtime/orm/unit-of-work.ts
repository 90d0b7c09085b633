import type { Flow } from '../core/flow.js';
import { collectionChanges } from './collection.js';
import { deleteCascade, ensureLoaded, relatedStates } from './cascades.js';
import { AssociationChanges } from './associations.js';
import { deleteRow, saveRow, type SaveKind } from './persist.js';
import type { RelationshipProperty } from './property.js';
import { sortForDelete, sortForSave } from './save-order.js';
import type { SessionCore } from './session-core.js';
import type { SessionTransactionCore } from './session-transaction.js';
import { NO_VALUE, findState, stateOf, type InstanceState } from './state.js';

/** A child's foreign key that follows from a relationship of its parent. */
interface Sync {
  readonly property: RelationshipProperty;
  /** `undefined`: the child has lost its parent. */
  readonly parent: InstanceState | undefined;
}

/** One flush: finds out what has to be written, in which order, and writes it. */
class UnitOfWork {
  readonly #saves = new Set<InstanceState>();
  readonly #deletes = new Set<InstanceState>();
  /** Foreign keys to be set from the one-to-many side, by the child they belong to. */
  readonly #syncs = new Map<InstanceState, Sync[]>();
  readonly #associations = new AssociationChanges();

  constructor(
    private readonly session: SessionCore,
    private readonly transaction: SessionTransactionCore,
  ) {}

  *run(): Flow<void> {
    const { session } = this;
    const touched = [...session.pending, ...session.modified].filter((state) => state.status !== 'deleted');
    for (const state of session.doomed) this.#deletes.add(state);
    for (const state of touched) if (!this.#deletes.has(state)) this.#saves.add(state);
    yield* this.#orphans();
    for (const state of this.#saves) this.#fromCollections(state);
    for (const state of [...this.#deletes]) yield* this.#letGo(state);
    for (const state of this.#saves) if (this.#deletes.has(state)) this.#saves.delete(state);
    yield* this.#write();
    this.#finish();
  }

  /** Objects that were taken out of their parent by a relationship that deletes orphans. */
  *#orphans(): Flow<void> {
    for (const state of [...this.#saves]) {
      for (const property of state.mapper.relationships.values()) {
        if (!property.cascade.has('delete-orphan')) continue;
        for (const orphan of this.#removed(state, property)) {
          if (isAdopted(orphan, property, state) || this.#isInAnother(orphan, property, state)) continue;
          if (orphan.status === 'pending') {
            this.session.release(orphan);
            this.#saves.delete(orphan);
          } else if (orphan.status === 'persistent') {
            for (const reached of yield* deleteCascade(this.session, orphan)) {
              if (reached.status === 'persistent') this.#deletes.add(reached);
            }
          }
        }
      }
    }
  }

  /** Without the other side of the relationship, only the collections of other parents tell of an adoption. */
  #isInAnother(orphan: InstanceState, property: RelationshipProperty, former: InstanceState): boolean {
    return [...this.#saves].some(
      (state) =>
        state !== former &&
        state.mapper === property.parent &&
        this.#changes(state, property).added.includes(orphan),
    );
  }

  #removed(state: InstanceState, property: RelationshipProperty): InstanceState[] {
    if (property.uselist) return collectionChanges(state, property.key).removed.map(stateOf);
    const before = findState(state.committed.get(property.key));
    return before !== undefined && state.values.get(property.key) !== before.instance ? [before] : [];
  }

  /** What a parent's collections say about its children: their foreign keys, rows of secondary tables. */
  #fromCollections(state: InstanceState): void {
    for (const property of state.mapper.relationships.values()) {
      if (property.viewonly || property.direction === 'manytoone') continue;
      const { added, removed } = this.#changes(state, property);
      if (property.direction === 'manytomany') {
        for (const item of added)
          if (item.session === this.session) this.#associations.add(property, state, item);
        for (const item of removed) this.#associations.remove(property, state, item);
        continue;
      }
      for (const item of added) this.#sync(item, property, state);
      for (const item of removed)
        if (!this.#isSetElsewhere(item, property, state)) this.#sync(item, property, undefined);
    }
  }

  #changes(
    state: InstanceState,
    property: RelationshipProperty,
  ): { added: InstanceState[]; removed: InstanceState[] } {
    if (property.uselist) {
      const { added, removed } = collectionChanges(state, property.key);
      return { added: added.map(stateOf), removed: removed.map(stateOf) };
    }
    if (!state.committed.has(property.key)) return { added: [], removed: [] };
    return { added: relatedStates(state, property), removed: this.#removed(state, property) };
  }

  /** A child that has moved to another parent gets its foreign key from there. */
  #isSetElsewhere(item: InstanceState, property: RelationshipProperty, parent: InstanceState): boolean {
    const { reverse } = property;
    if (reverse === undefined) return false;
    const current = findState(item.values.get(reverse.key));
    return current !== undefined && current !== parent;
  }

  #sync(child: InstanceState, property: RelationshipProperty, parent: InstanceState | undefined): void {
    if (child.session !== this.session || this.#deletes.has(child)) return;
    const known = this.#syncs.get(child) ?? [];
    known.push({ property, parent });
    this.#syncs.set(child, known);
    this.#saves.add(child);
  }

  /** Rows that refer to one that is deleted, and are not deleted themselves, let go of it. */
  *#letGo(state: InstanceState): Flow<void> {
    for (const property of state.mapper.relationships.values()) {
      if (property.viewonly || property.direction === 'manytoone') continue;
      if (property.relationship.options.passiveDeletes !== true)
        yield* ensureLoaded(this.session, state, property);
      const { removed } = this.#changes(state, property);
      for (const item of new Set([...relatedStates(state, property), ...removed])) {
        if (property.direction === 'manytomany') this.#associations.removeExisting(property, state, item);
        else if (!this.#deletes.has(item)) this.#sync(item, property, undefined);
      }
    }
  }

  *#write(): Flow<void> {
    const ordered = sortForSave(this.#saves, this.#deletes);
    for (const group of ordered) {
      for (const state of group) this.#synchronize(state);
      const updates = group.filter((state) => state.status === 'persistent');
      const inserts = group.filter((state) => state.status === 'pending');
      for (const state of [...updates, ...inserts]) {
        const kind: SaveKind = state.status === 'pending' ? 'insert' : 'update';
        yield* saveRow(this.session, state, kind);
      }
    }
    yield* this.#associations.write(this.session);
    for (const state of sortForDelete(this.#deletes)) yield* deleteRow(this.session, state);
  }

  /** Sets foreign keys from the objects that relationships refer to. */
  #synchronize(state: InstanceState): void {
    for (const property of state.mapper.relationships.values()) {
      if (property.viewonly || property.direction !== 'manytoone' || !state.committed.has(property.key))
        continue;
      const before = state.committed.get(property.key);
      const target = findState(state.values.get(property.key));
      if (target !== undefined) {
        if (target.session === this.session) copyKeys(property.pairs, target, state);
      } else if (before !== null || state.status === 'persistent') {
        if (before !== NO_VALUE || state.status === 'persistent')
          clearKeys(
            property.pairs.map(({ local }) => local),
            state,
          );
      }
    }
    for (const { property, parent } of this.#syncs.get(state) ?? []) {
      const pairs = property.pairs.map(({ local, remote }) => ({ local: remote, remote: local }));
      if (parent !== undefined) copyKeys(pairs, parent, state);
      else
        clearKeys(
          pairs.map(({ local }) => local),
          state,
        );
    }
  }

  #finish(): void {
    const { session, transaction } = this;
    for (const state of this.#saves) {
      if (state.status === 'pending') session.becamePersistent(state, transaction);
      else transaction.changed.add(state);
      state.commitAll();
    }
    for (const state of this.#deletes) session.becameDeleted(state, transaction);
    session.modified.clear();
  }
}

/** Whether an object that left one parent has another one by the same relationship. */
function isAdopted(orphan: InstanceState, property: RelationshipProperty, former: InstanceState): boolean {
  const { reverse } = property;
  if (reverse === undefined) return false;
  const parent = findState(orphan.values.get(reverse.key));
  return parent !== undefined && parent !== former;
}

/** Copies key values from a row to another that refers to it. */
function copyKeys(
  pairs: readonly { readonly local: string; readonly remote: string }[],
  from: InstanceState,
  to: InstanceState,
): void {
  for (const { local, remote } of pairs) {
    const index = from.mapper.primaryKey.findIndex(({ key }) => key === remote);
    const value = from.values.has(remote) ? from.values.get(remote) : from.identity?.[index];
    setKey(to, local, value ?? null);
  }
}

function clearKeys(keys: readonly string[], state: InstanceState): void {
  for (const key of keys) setKey(state, key, null);
}

function setKey(state: InstanceState, key: string, value: unknown): void {
  if (state.values.has(key) && state.values.get(key) === value) return;
  state.recordChange(key);
  state.expired.delete(key);
  state.values.set(key, value);
}

/** Writes what has changed in a session to the database. */
export function* flushSession(session: SessionCore, transaction: SessionTransactionCore): Flow<void> {
  yield* new UnitOfWork(session, transaction).run();
}
