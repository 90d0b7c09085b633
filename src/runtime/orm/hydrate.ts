import type { Flow } from '../core/flow.js';
import { setLoadedCollection } from './collection.js';
import { loaderFor, type LoaderTree } from './loader-tree.js';
import type { Mapper } from './mapper.js';
import type { EntityLoader, QueryPlan } from './query-plan.js';
import type { RelationshipProperty } from './property.js';
import { selectinLoad } from './selectin.js';
import type { SessionCore } from './session-core.js';
import { attachState, type InstanceState } from './state.js';

/** How rows become instances. */
export interface HydrateOptions {
  /** Overwrite what is loaded already, as `refresh()` does. */
  populateExisting?: boolean | undefined;
  /** Load no relationships: an expired instance only gets its columns back. */
  columnsOnly?: boolean | undefined;
}

/** Turns the rows of one SELECT into values of the program, instances among them. */
class Hydrator {
  /** Instances whose columns come from these rows. */
  readonly #populated = new Set<InstanceState>();
  /** Collections that are being put together of joined rows. */
  readonly #collections = new Map<InstanceState, Map<RelationshipProperty, Set<object>>>();
  readonly #seen = new Map<EntityLoader, Set<InstanceState>>();

  constructor(
    private readonly session: SessionCore,
    private readonly options: HydrateOptions,
  ) {}

  /** The instance a row holds, or `null` when an outer join found none. */
  entity(loader: EntityLoader, row: readonly unknown[]): object | null {
    const { mapper, start, tree } = loader;
    const identity = mapper.primaryKey.map((column) => row[start + mapper.columns.indexOf(column)]);
    if (identity.every((value) => value === null || value === undefined)) return null;
    const state = this.session.identityMap.find(mapper, identity) ?? this.#create(mapper, identity);
    this.#populate(state, loader, row);
    if (tree.size > 0) state.loaderTree = tree;
    const seen = this.#seen.get(loader) ?? new Set();
    this.#seen.set(loader, seen.add(state));
    for (const { property, loader: child } of loader.joined) {
      const item = this.entity(child, row);
      if (property.uselist) this.#collect(state, property, item);
      else if (!state.values.has(property.key)) state.values.set(property.key, item);
    }
    return state.instance;
  }

  #create(mapper: Mapper, identity: readonly unknown[]): InstanceState {
    // As in SQLAlchemy, an instance that is loaded has been made before: its constructor is not called again.
    const state = attachState(Object.create(mapper.cls.prototype as object) as object, mapper);
    state.identity = identity;
    state.status = 'persistent';
    state.session = this.session;
    for (const { key } of mapper.columns) state.expired.add(key);
    this.session.identityMap.add(state);
    return state;
  }

  #populate(state: InstanceState, { mapper, start }: EntityLoader, row: readonly unknown[]): void {
    if (this.#populated.has(state)) return;
    this.#populated.add(state);
    const everything = this.options.populateExisting === true;
    mapper.columns.forEach(({ key }, index) => {
      if (!everything && !state.expired.has(key)) return;
      state.values.set(key, row[start + index]);
      state.expired.delete(key);
      state.committed.delete(key);
    });
  }

  #collect(state: InstanceState, property: RelationshipProperty, item: object | null): void {
    const own = this.#collections.get(state) ?? new Map<RelationshipProperty, Set<object>>();
    this.#collections.set(state, own);
    let items = own.get(property);
    if (items === undefined) {
      if (state.values.has(property.key)) return;
      own.set(property, (items = new Set()));
    }
    if (item !== null) items.add(item);
  }

  finishCollections(): void {
    for (const [state, properties] of this.#collections) {
      for (const [property, items] of properties) setLoadedCollection(state, property, [...items]);
    }
  }

  /** Loads what is to be loaded with SELECTs of their own. */
  *loadRest(): Flow<void> {
    if (this.options.columnsOnly === true) return;
    for (const [loader, states] of this.#seen)
      yield* loadEagerly(this.session, loader.mapper, loader.tree, [...states]);
  }
}

/** Loads the relationships of instances that come with one more SELECT, or stay empty. */
function* loadEagerly(
  session: SessionCore,
  mapper: Mapper,
  tree: LoaderTree,
  states: readonly InstanceState[],
): Flow<void> {
  for (const property of mapper.relationships.values()) {
    const node = loaderFor(property, tree);
    const missing = states.filter((state) => !state.values.has(property.key));
    if (missing.length === 0) continue;
    if (node.strategy === 'selectin') yield* selectinLoad(session, property, missing, node.tree);
    else if (node.strategy === 'noload') {
      for (const state of missing) {
        if (property.uselist) setLoadedCollection(state, property, []);
        else state.values.set(property.key, null);
      }
    }
  }
}

/** Turns rows of a planned SELECT into the values of the program's rows, and loads what belongs to them. */
export function* hydrate(
  session: SessionCore,
  plan: QueryPlan,
  rows: readonly (readonly unknown[])[],
  options: HydrateOptions = {},
): Flow<unknown[][]> {
  const hydrator = new Hydrator(session, options);
  const values = rows.map((row) =>
    plan.slots.map((slot) => (slot.kind === 'entity' ? hydrator.entity(slot.loader, row) : row[slot.start])),
  );
  hydrator.finishCollections();
  yield* hydrator.loadRest();
  return values;
}
