import type { Flow } from '../core/flow.js';
import type { Table } from '../schema/table.js';
import { delete_ } from '../sql/delete.js';
import { insert } from '../sql/insert.js';
import { StaleDataError } from '../core/errors.js';
import { columnOf, type RelationshipProperty } from './property.js';
import type { SessionCore } from './session-core.js';
import type { InstanceState } from './state.js';

/** A row of a secondary table that comes or goes. */
interface Association {
  readonly table: Table;
  readonly sides: readonly {
    readonly property: RelationshipProperty;
    readonly state: InstanceState;
    readonly near: boolean;
  }[];
}

/** Changes of many-to-many relationships. Both sides may tell of the same one; it is written once. */
export class AssociationChanges {
  readonly #added = new Map<string, Association>();
  readonly #removed = new Map<string, Association>();
  readonly #ids = new Map<InstanceState, number>();

  add(property: RelationshipProperty, state: InstanceState, item: InstanceState): void {
    this.#note(this.#added, property, state, item);
  }
  remove(property: RelationshipProperty, state: InstanceState, item: InstanceState): void {
    if (item.identity !== undefined) this.#note(this.#removed, property, state, item);
  }
  /** One side is deleted: its rows go, but not those that would only have come now. */
  removeExisting(property: RelationshipProperty, state: InstanceState, item: InstanceState): void {
    if (this.#added.delete(this.#key(property, state, item))) return;
    this.remove(property, state, item);
  }

  #note(
    changes: Map<string, Association>,
    property: RelationshipProperty,
    state: InstanceState,
    item: InstanceState,
  ): void {
    const key = this.#key(property, state, item);
    if (changes.has(key)) return;
    const sides = [
      { property, state, near: true },
      { property, state: item, near: false },
    ];
    changes.set(key, { table: property.secondary as Table, sides });
  }

  /** The same for both sides: sorted by the secondary table's columns. */
  #key(property: RelationshipProperty, state: InstanceState, item: InstanceState): string {
    const id = (one: InstanceState) => {
      const known = this.#ids.get(one) ?? this.#ids.size;
      this.#ids.set(one, known);
      return known;
    };
    const parts = [
      ...property.pairs.map(({ remote }) => `${remote}=${id(state)}`),
      ...property.targetPairs.map(({ remote }) => `${remote}=${id(item)}`),
    ];
    return `${(property.secondary as Table).name}:${parts.sort().join(',')}`;
  }

  /**
   * Deletes and inserts the rows.
   * @throws StaleDataError when a row to be deleted is not there
   */
  *write(session: SessionCore): Flow<void> {
    if (this.#added.size + this.#removed.size === 0) return;
    const connection = yield* session.connection();
    for (const association of this.#removed.values()) {
      const { table } = association;
      const conditions = Object.entries(valuesOf(association)).map(([key, value]) =>
        columnOf(table.columns, key).eq(value),
      );
      const { rowcount } = yield* connection.execute(delete_(table).where(...conditions), undefined, {
        origin: 'flush',
      });
      if (rowcount === 0) {
        throw new StaleDataError(
          `DELETE statement on table '${table.name}' expected to delete 1 row(s); Only 0 were matched.`,
        );
      }
    }
    for (const association of this.#added.values()) {
      yield* connection.execute(insert(association.table).values(valuesOf(association)), undefined, {
        origin: 'flush',
      });
    }
  }
}

function valuesOf({ sides }: Association): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { property, state, near } of sides) {
    for (const { local, remote } of near ? property.pairs : property.targetPairs) {
      const index = state.mapper.primaryKey.findIndex(({ key }) => key === local);
      values[remote] = state.values.has(local) ? state.values.get(local) : state.identity?.[index];
    }
  }
  return values;
}
