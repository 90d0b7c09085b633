import { inspect } from 'node:util';
import type { ExpiredBy } from '../core/contracts.js';
import { UnmappedInstanceError } from '../core/errors.js';
import type { LoaderTree } from './loader-tree.js';
import type { Mapper } from './mapper.js';
import type { SessionCore } from './session-core.js';

/** SQLAlchemy's object states. */
export type Status = 'transient' | 'pending' | 'persistent' | 'deleted' | 'detached';

/** Stands for a value nobody knows: the attribute was set before it was loaded. */
export const NO_VALUE = Symbol('NO_VALUE');

/** Changes made, through the other side, to a collection that is not loaded yet. */
export interface PendingMutations {
  readonly added: Set<object>;
  readonly removed: Set<object>;
}

/** What the ORM knows about one instance. */
export class InstanceState {
  status: Status = 'transient';
  session: SessionCore | undefined;
  /** Primary key values once the row exists. */
  identity: readonly unknown[] | undefined;
  /** Loaded attributes: columns and relationships. */
  readonly values = new Map<string, unknown>();
  /** What changed attributes were before: at the last flush or load. */
  readonly committed = new Map<string, unknown>();
  /** What loaded collections held at the last flush or load. */
  readonly snapshots = new Map<string, readonly object[]>();
  /** Collections read before there was anything in them; they become attributes when something is put in. */
  readonly emptyCollections = new Map<string, object[]>();
  readonly pendingMutations = new Map<string, PendingMutations>();
  /** Column attributes to be loaded again, and why. */
  readonly expired = new Set<string>();
  expiredBy: ExpiredBy = 'expire';
  /** Relationships that were loaded and are to be loaded again, and why. */
  readonly expiredRelationships = new Map<string, ExpiredBy>();
  /** Whether a flush has to look at the instance. */
  modified = false;
  /** Position among all instances added to the session: the order of INSERTs. */
  insertOrder = 0;
  /** How relationships of the instance are to be loaded, from the options of the SELECT it came with. */
  loaderTree: LoaderTree | undefined;

  constructor(
    readonly mapper: Mapper,
    readonly instance: object,
  ) {}

  /** Remembers what an attribute was before its first change. */
  recordChange(key: string): void {
    if (!this.committed.has(key))
      this.committed.set(key, this.values.has(key) ? this.values.get(key) : NO_VALUE);
    this.modified = true;
    this.session?.noteModified(this);
  }

  /** Takes what is there as the state of the database. */
  commitAll(): void {
    this.committed.clear();
    this.pendingMutations.clear();
    this.emptyCollections.clear();
    this.snapshots.clear();
    for (const [key, value] of this.values)
      if (Array.isArray(value) && this.mapper.relationships.has(key))
        this.snapshots.set(key, [...(value as object[])]);
    this.modified = false;
  }

  /** Forgets loaded attributes, so that the next read loads them again; all of them unless keys are given. */
  expire(by: ExpiredBy, keys?: Iterable<string>): void {
    const all = keys === undefined;
    for (const key of keys ?? [...this.values.keys(), ...this.mapper.columnKeys]) {
      if (!this.mapper.relationships.has(key)) this.expired.add(key);
      else if (this.values.has(key)) this.expiredRelationships.set(key, by);
      this.values.delete(key);
      this.committed.delete(key);
      this.snapshots.delete(key);
      this.pendingMutations.delete(key);
    }
    if (all) {
      this.pendingMutations.clear();
      this.emptyCollections.clear();
      this.modified = false;
    }
    this.expiredBy = by;
  }

  /** How error messages name the instance. */
  toString(): string {
    const { mapper, values } = this;
    const key = this.identity ?? mapper.primaryKey.map((column) => values.get(column.key));
    const parts = mapper.primaryKey.map((column, index) => `${column.key}=${inspect(key[index] ?? null)}`);
    return `<${mapper.name}(${parts.join(', ')})>`;
  }
}

const states = new WeakMap<object, InstanceState>();

/** Attaches a state to an instance. */
export function attachState(instance: object, mapper: Mapper): InstanceState {
  const state = new InstanceState(mapper, instance);
  states.set(instance, state);
  return state;
}

/** The state of an instance, if it is one of a mapped class. */
export function findState(instance: unknown): InstanceState | undefined {
  return typeof instance === 'object' && instance !== null ? states.get(instance) : undefined;
}

/** @throws UnmappedInstanceError for anything but an instance of a mapped class */
export function stateOf(instance: unknown): InstanceState {
  const state = findState(instance);
  if (state === undefined) {
    const name =
      typeof instance === 'object' && instance !== null
        ? (instance.constructor as { name: string }).name
        : String(instance);
    throw new UnmappedInstanceError(`Class '${name}' is not mapped`);
  }
  return state;
}
