import { AmbiguousForeignKeysError, ArgumentError, NoForeignKeysError } from '../core/errors.js';
import type { ColumnReference } from '../schema/column.js';
import { foreignKeysOf } from '../schema/sort.js';
import type { Table } from '../schema/table.js';
import { entityOf, type EntityRef } from '../sql/entity.js';
import type { BooleanExpression, ColumnElement, Ordering } from '../sql/expression.js';
import type { FromClause } from '../sql/from-clause.js';
import { and } from '../sql/functions.js';
import { TableAlias } from '../sql/selectable.js';
import { mapperOf, type Mapper } from './mapper.js';
import type { ColumnNames, LazyStrategy, Relationship } from './relationship.js';

/** Which side holds the foreign key, in SQLAlchemy's words. */
export type Direction = 'onetomany' | 'manytoone' | 'manytomany';

/** Columns that correspond, by property name: of the class (or of the secondary table) on either side. */
export interface Pair {
  readonly local: string;
  readonly remote: string;
}

const CASCADES = ['save-update', 'merge', 'refresh-expire', 'expunge', 'delete'] as const;
type Cascade = (typeof CASCADES)[number] | 'delete-orphan';

function parseCascade(text: string, name: string): ReadonlySet<Cascade> {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== 'none');
  const result = new Set<Cascade>();
  for (const word of words) {
    if (word === 'all') CASCADES.forEach((each) => result.add(each));
    else if (word === 'delete-orphan' || (CASCADES as readonly string[]).includes(word))
      result.add(word as Cascade);
    else throw new ArgumentError(`Invalid cascade option '${word}' in relationship ${name}`);
  }
  return result;
}

interface Joining {
  readonly direction: Direction;
  /** Parent's columns and the target's; with a secondary table, the parent's columns and the secondary table's. */
  readonly pairs: readonly Pair[];
  /** With a secondary table: the target's columns (local) and the secondary table's (remote). */
  readonly targetPairs: readonly Pair[];
}

/** A relationship of a mapped class, with everything worked out that its declaration leaves open. */
export class RelationshipProperty {
  readonly cascade: ReadonlySet<Cascade>;
  #joining: Joining | undefined;

  constructor(
    readonly parent: Mapper,
    readonly key: string,
    readonly relationship: Relationship,
  ) {
    const { options } = relationship;
    this.cascade = parseCascade(
      options.cascade ?? (options.viewonly === true ? 'merge' : 'save-update, merge'),
      this.name,
    );
  }

  get name(): string {
    return `${this.parent.name}.${this.key}`;
  }
  get target(): Mapper {
    return mapperOf(this.relationship.target());
  }
  get lazy(): LazyStrategy {
    return this.relationship.options.lazy ?? 'select';
  }
  get viewonly(): boolean {
    return this.relationship.options.viewonly === true;
  }
  get secondary(): Table | undefined {
    const { secondary } = this.relationship.options;
    return typeof secondary === 'function' ? secondary() : secondary;
  }
  get direction(): Direction {
    return this.#join().direction;
  }
  get pairs(): readonly Pair[] {
    return this.#join().pairs;
  }
  get targetPairs(): readonly Pair[] {
    return this.#join().targetPairs;
  }
  get uselist(): boolean {
    return this.relationship.options.uselist ?? this.direction !== 'manytoone';
  }
  /** Items of ORDER BY, in terms of the target's table. */
  get orderBy(): readonly (ColumnElement | Ordering)[] {
    const { orderBy } = this.relationship.options;
    const items = orderBy?.() ?? [];
    return Array.isArray(items) ? (items as (ColumnElement | Ordering)[]) : [items as ColumnElement];
  }
  /** Whether the target is found by its primary key alone, so that the identity map can answer. */
  get usesGet(): boolean {
    const remote = new Set(this.pairs.map((pair) => pair.remote));
    const { primaryKey } = this.target;
    return (
      this.direction === 'manytoone' &&
      remote.size === primaryKey.length &&
      primaryKey.every(({ key }) => remote.has(key))
    );
  }

  /**
   * The property on the other side.
   * @throws ArgumentError when `backPopulates` names none
   */
  get reverse(): RelationshipProperty | undefined {
    const { backPopulates } = this.relationship.options;
    if (backPopulates === undefined) return undefined;
    const found = this.target.relationships.get(backPopulates);
    if (found === undefined) {
      throw new ArgumentError(
        `Mapper '${this.target.name}' has no property '${backPopulates}' (backPopulates of ${this.name})`,
      );
    }
    return found;
  }

  /** The joins that lead along the relationship from the given columns; `aim` is an alias of the target. */
  steps(
    left: readonly ColumnReference[],
    aim?: EntityRef,
  ): { from: FromClause; on: BooleanExpression; entity?: EntityRef }[] {
    const entity = aim ?? entityOf(this.target.cls);
    const { secondary } = this;
    if (secondary === undefined) {
      return [{ from: entity.from, on: equal(this.pairs, left, entity.columns), entity }];
    }
    // The secondary table may be joined along several relationships of one statement, so only an alias is safe;
    // the plain name is kept for the common case, where nothing else is aliased.
    const middle = aim === undefined ? secondary : new TableAlias(secondary);
    return [
      { from: middle, on: equal(this.pairs, left, middle.columns) },
      { from: entity.from, on: equal(this.targetPairs, entity.columns, middle.columns), entity },
    ];
  }

  #join(): Joining {
    return (this.#joining ??= this.secondary === undefined ? this.#direct() : this.#through(this.secondary));
  }

  #direct(): Joining {
    const { tables } = this.parent.metadata;
    const [own, other] = [this.parent.table, this.target.table];
    const forward = this.#chosen(foreignKeysOf(own, tables).filter((key) => key.targetTable === other));
    const backward = this.#chosen(foreignKeysOf(other, tables).filter((key) => key.targetTable === own));
    const remoteSide = columnKeys(this.relationship.options.remoteSide);
    const toOne =
      own === other
        ? forward.some((key) => remoteSide.includes(key.target.key))
        : forward.length > 0 && (backward.length === 0 || !this.#choosesTarget(other));
    const keys = toOne ? forward : backward;
    if (keys.length === 0) throw this.#noForeignKeys(other);
    if (new Set(keys.map(({ target }) => target)).size < keys.length) throw this.#ambiguous();
    const pairs = keys.map(({ column, target }) =>
      toOne ? { local: column.key, remote: target.key } : { local: target.key, remote: column.key },
    );
    return { direction: toOne ? 'manytoone' : 'onetomany', pairs, targetPairs: [] };
  }

  /** Both tables refer to each other: `foreignKeys` tells which key is meant. */
  #choosesTarget(other: Table): boolean {
    const { foreignKeys } = this.relationship.options;
    if (typeof foreignKeys !== 'function') return false;
    return [foreignKeys()].flat().some((column) => column.from === other);
  }

  #chosen<K extends { column: ColumnReference }>(keys: K[]): K[] {
    const wanted = columnKeys(this.relationship.options.foreignKeys);
    return wanted.length === 0 ? keys : keys.filter(({ column }) => wanted.includes(column.key));
  }

  #through(secondary: Table): Joining {
    const keys = foreignKeysOf(secondary, this.parent.metadata.tables);
    const side = (table: Table, taken: readonly unknown[] = []) =>
      keys.filter((key) => key.targetTable === table && !taken.includes(key));
    const own = side(this.parent.table);
    const self = this.parent.table === this.target.table;
    // A table joined with itself has both keys in one list: the first leads from the class, the last to it.
    const [near, far] = self ? this.#selfSides(own) : [own, side(this.target.table)];
    if (near.length === 0 || far.length === 0) throw this.#noForeignKeys(secondary);
    const pairsOf = (side: typeof keys) =>
      side.map(({ column, target }) => ({ local: target.key, remote: column.key }));
    return { direction: 'manytomany', pairs: pairsOf(near), targetPairs: pairsOf(far) };
  }

  #selfSides<K extends { column: ColumnReference }>(keys: K[]): [K[], K[]] {
    const near = columnKeys(this.relationship.options.foreignKeys);
    if (near.length > 0)
      return [
        keys.filter(({ column }) => near.includes(column.key)),
        keys.filter(({ column }) => !near.includes(column.key)),
      ];
    const half = keys.length / 2;
    const [first, second] = [keys.slice(0, half), keys.slice(half)];
    const reversed = this.reverse !== undefined && this.#isSecond();
    return reversed ? [second, first] : [first, second];
  }

  /** Of two relationships over one secondary table, the one declared later takes the keys the other way round. */
  #isSecond(): boolean {
    const order = [...this.parent.relationships.values()];
    return this.reverse !== undefined && order.indexOf(this.reverse) < order.indexOf(this);
  }

  #noForeignKeys(other: Table): Error {
    return new NoForeignKeysError(
      `Could not determine join condition between parent/child tables on relationship ${this.name} - there are no foreign ` +
        `keys linking table '${this.parent.table.name}' and '${other.name}'. Give a column { foreignKey: 'table.column' }`,
    );
  }

  #ambiguous(): Error {
    return new AmbiguousForeignKeysError(
      `Could not determine join condition between parent/child tables on relationship ${this.name} - there are multiple ` +
        `foreign key paths linking the tables. Specify the 'foreignKeys' option`,
    );
  }
}

function columnKeys(names: ColumnNames | undefined): string[] {
  if (names === undefined) return [];
  if (typeof names !== 'function') return [names].flat();
  return [names()].flat().map((column) => column.key);
}

/** The condition that corresponding columns are equal. */
export function equal(
  pairs: readonly Pair[],
  left: readonly ColumnReference[],
  right: readonly ColumnReference[],
): BooleanExpression {
  return and(...pairs.map(({ local, remote }) => columnOf(left, local).eq(columnOf(right, remote))));
}

/** @throws ArgumentError when there is no column of that property name */
export function columnOf(columns: readonly ColumnReference[], key: string): ColumnReference {
  const column = columns.find((candidate) => candidate.key === key);
  if (column === undefined) throw new ArgumentError(`no column '${key}'`);
  return column;
}
