import { TableNode } from 'kysely';
import type { OperationNode } from '../sql/operation-node.js';
import { ArgumentError } from '../core/errors.js';
import type { FromClause } from '../sql/from-clause.js';
import { Column, type ColumnDefinition, type ColumnDefinitions } from './column.js';

/** The JavaScript values of a row, by property name. */
export type ColumnValues<C extends ColumnDefinitions> = {
  -readonly [K in keyof C]: C[K] extends ColumnDefinition<infer T> ? T : never;
};

/** Typed columns by property name: `table.c.name`. */
export type TableColumns<C extends ColumnDefinitions> = {
  readonly [K in keyof C & string]: C[K] extends ColumnDefinition<infer T> ? Column<T, K> : never;
};

/** An index over several columns. */
export interface IndexDefinition {
  name?: string;
  /** Property names. */
  columns: readonly string[];
  unique?: boolean;
}

/** A UNIQUE constraint over several columns. */
export interface UniqueDefinition {
  name?: string;
  columns: readonly string[];
}

/** A CHECK constraint, as SQL text. */
export interface CheckDefinition {
  name?: string;
  sql: string;
}

/** What a table has beside columns. Constraints may be given in short: `uniques: [['a', 'b']]`, `checks: ['a > 0']`. */
export interface TableOptions {
  indexes?: readonly (IndexDefinition | readonly string[])[];
  uniques?: readonly (UniqueDefinition | readonly string[])[];
  checks?: readonly (CheckDefinition | string)[];
}

/** A table of a database. */
export class Table<C extends ColumnDefinitions = ColumnDefinitions> implements FromClause {
  readonly baseName: string;
  /** Columns by property name. */
  readonly c: TableColumns<C>;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly Column[];
  readonly indexes: readonly IndexDefinition[];
  readonly uniques: readonly UniqueDefinition[];
  readonly checks: readonly CheckDefinition[];
  /** The column the database generates keys for, if any. */
  readonly autoincrement: Column | undefined;
  /** The class mapped to the table, once it is known. */
  entity: object | undefined;

  /** @throws ArgumentError for a constraint over a column the table does not have */
  constructor(
    readonly name: string,
    readonly definitions: C,
    options: TableOptions = {},
  ) {
    this.baseName = name;
    this.columns = Object.entries(definitions).map(([key, definition]) => new Column(this, key, definition));
    this.c = Object.fromEntries(
      this.columns.map((column) => [column.key, column]),
    ) as unknown as TableColumns<C>;
    this.primaryKey = this.columns.filter((column) => column.primaryKey);
    this.autoincrement = findAutoincrement(this.primaryKey);
    this.indexes = [
      ...this.columns
        .filter((column) => column.definition.options.index === true)
        .map((column) => ({ columns: [column.key], unique: column.definition.options.unique ?? false })),
      ...(options.indexes ?? []).map((index): IndexDefinition =>
        'columns' in index ? index : { columns: index },
      ),
    ];
    this.uniques = [
      ...this.columns
        .filter(({ definition }) => definition.options.unique === true && definition.options.index !== true)
        .map((column) => ({ columns: [column.key] })),
      ...(options.uniques ?? []).map((unique): UniqueDefinition =>
        'columns' in unique ? unique : { columns: unique },
      ),
    ];
    this.checks = (options.checks ?? []).map((check) => (typeof check === 'string' ? { sql: check } : check));
    for (const { columns } of [...this.indexes, ...this.uniques]) columns.forEach((key) => this.column(key));
  }

  /** @throws ArgumentError when the table has no such column */
  column(key: string): Column {
    const found =
      this.columns.find((column) => column.key === key) ?? this.columns.find(({ name }) => name === key);
    if (found === undefined) throw new ArgumentError(`Table '${this.name}' has no column '${key}'`);
    return found;
  }

  fromNode(): OperationNode {
    return TableNode.create(this.name);
  }
}

function findAutoincrement(primaryKey: readonly Column[]): Column | undefined {
  const [only] = primaryKey;
  if (only === undefined || primaryKey.length > 1) return undefined;
  const { autoincrement } = only.definition.options;
  if (autoincrement !== undefined) return autoincrement ? only : undefined;
  const whole = only.type.kind === 'integer' || only.type.kind === 'bigInteger';
  return whole && only.foreignKey === undefined && only.definition.options.default === undefined
    ? only
    : undefined;
}

/** Whether a value is a table. */
export function isTable(value: unknown): value is Table {
  return value instanceof Table;
}
