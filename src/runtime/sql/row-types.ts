import type { AliasedEntity, EntityClass } from './entity.js';
import type { ColumnElement, Query } from './expression.js';
import type { Table } from '../schema/table.js';

/** What can be selected. */
export type SelectItem = ColumnElement | EntityClass | AliasedEntity | Table;

/** The value a selected item has in a row. */
export type ItemValue<I> =
  I extends ColumnElement<infer T>
    ? T
    : I extends AliasedEntity<infer E>
      ? InstanceType<E>
      : I extends new (...args: never[]) => infer T
        ? T
        : unknown;

/** The name a selected item has in a row, where the type knows it. */
type ItemName<I> = I extends ColumnElement<unknown, infer N> ? (string extends N ? never : N) : never;

/** The values of columns. */
export type ValuesOfColumns<C> = { [K in keyof C]: C[K] extends ColumnElement<infer T> ? T : never };

type ColumnsOfItem<I> = I extends { readonly c: infer C } ? ValuesOfColumns<C> : object;

// The usual way from a union to an intersection: by the contravariance of parameters.
type Intersect<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;

/** Values of a row, in order. */
export type ValuesOf<Items extends readonly unknown[]> = { readonly [K in keyof Items]: ItemValue<Items[K]> };

/** Values of a row, by name. */
export type NamesOf<Items extends readonly unknown[]> = {
  readonly [I in Items[number] as ItemName<I>]: ItemValue<I>;
};

/** Columns a subquery of the items has: an entity gives those of its table. */
export type DerivedOf<Items extends readonly unknown[]> = NamesOf<Items> &
  Intersect<ColumnsOfItem<Items[number]>>;

/** Values of a row of a plain table, by name. */
export type TableRow<T extends Table> = T extends { readonly c: infer C } ? ValuesOfColumns<C> : never;

/** Values an INSERT or UPDATE may give, by name: plain ones, expressions and scalar SELECTs. */
export type WritableOf<I> = I extends { readonly c: infer C }
  ? {
      readonly [K in keyof C]?: C[K] extends ColumnElement<infer T>
        ? T | ColumnElement<T | null> | Query
        : never;
    }
  : Record<string, unknown>;
