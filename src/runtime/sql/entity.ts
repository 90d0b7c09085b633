import type { ColumnReference } from '../schema/column.js';
import { isTable, type Table } from '../schema/table.js';
import { ArgumentError } from '../core/errors.js';
import type { FromClause } from './from-clause.js';
import { Subquery, TableAlias } from './selectable.js';

/** A mapped class whose instances are `T`; `C` are its columns. */
export interface MappedClass<T extends object = object, C = object> {
  // Statements never construct instances; `never` accepts every constructor.
  new (...args: never[]): T;
  readonly table: Table;
  readonly c: C;
}

/** Any mapped class. */
export type EntityClass = MappedClass;

/** A mapped class under another name: `aliased(User, 'u2')`. */
export class AliasedEntity<E extends EntityClass = EntityClass> {
  readonly from: TableAlias;
  /** The class's columns, of the alias. */
  readonly c: E['c'];
  /** The class's relationships, starting at the alias. */
  readonly rel: E extends { readonly rel: infer R } ? R : Record<string, never>;

  constructor(
    readonly entity: E,
    readonly name?: string,
  ) {
    this.from = new TableAlias(entity.table, name);
    this.c = Object.fromEntries(this.from.columns.map((column) => [column.key, column]));
    const relationships =
      (entity as { rel?: Record<string, { of(alias: AliasedEntity): unknown }> }).rel ?? {};
    this.rel = Object.fromEntries(
      Object.entries(relationships).map(([key, relationship]) => [key, relationship.of(this)]),
    ) as this['rel'];
  }
}

/** A class under another name, to be joined with itself. */
export function aliased<E extends EntityClass>(entity: E, name?: string): AliasedEntity<E> {
  return new AliasedEntity(entity, name);
}

/** A class or an alias of one, taken apart. */
export interface EntityRef {
  readonly entity: EntityClass;
  readonly from: Table | TableAlias;
  readonly columns: readonly ColumnReference[];
  /** The row's name for it. */
  readonly key: string;
}

/** A mapped class, taken apart. */
export function entityOf(entity: EntityClass): EntityRef {
  const { table } = entity;
  return { entity, from: table, columns: table.columns, key: entity.name };
}

function isEntityClass(value: unknown): value is EntityClass {
  return typeof value === 'function' && 'table' in value && isTable(value.table);
}

function isAliased(value: unknown): value is AliasedEntity {
  return value instanceof AliasedEntity;
}

/** @returns `undefined` for anything but a mapped class or an alias of one */
export function entityRef(value: unknown): EntityRef | undefined {
  if (isEntityClass(value)) return entityOf(value);
  if (!isAliased(value)) return undefined;
  const { entity, from, name } = value;
  return { entity, from, columns: from.columns, key: name ?? entity.name };
}

/** What may be given where a FROM clause is wanted. */
export type FromArgument = EntityClass | AliasedEntity | FromClause;

/** @throws ArgumentError for something rows cannot come from */
export function fromClauseOf(value: unknown): FromClause {
  const entity = entityRef(value);
  if (entity !== undefined) return entity.from;
  if (isTable(value) || value instanceof TableAlias || value instanceof Subquery) return value;
  throw new ArgumentError(
    `Join target, typically a FROM expression, or ORM relationship attribute expected, got ${String(value)}`,
  );
}
