import { ColumnNode, ReferenceNode, TableNode } from 'kysely';
import type { OperationNode } from '../sql/operation-node.js';
import { nameOf, type CompileContext } from '../sql/context.js';
import { ColumnElement } from '../sql/expression.js';
import type { FromClause } from '../sql/from-clause.js';
import type { ColumnType } from './types.js';

/** What a database does to rows that refer to a row that goes or changes. */
export type ReferentialAction = 'cascade' | 'set null' | 'set default' | 'restrict' | 'no action';

/** A foreign key with what SQL calls referential actions. */
export interface ForeignKeyOptions {
  /** `table.column`, by SQL names. */
  references: string;
  onDelete?: ReferentialAction;
  onUpdate?: ReferentialAction;
}

/** Options every column takes. */
export interface ColumnOptions<T> {
  /** SQL name, when it is not the property's. */
  name?: string;
  primaryKey?: boolean;
  /** NOT NULL unless true. */
  nullable?: boolean;
  unique?: boolean;
  index?: boolean;
  /** `'users.id'` by SQL names, or with referential actions. */
  foreignKey?: string | ForeignKeyOptions;
  /** Value for rows that give none, made by the program. */
  default?: T | (() => T);
  /** Value for rows that give none, made by the database: SQL text, e.g. `'current_timestamp'`. */
  serverDefault?: string;
  /** Value for rows that are updated without giving one. */
  onUpdate?: () => T;
  /** Generated keys: on by default for a single integer primary key that refers to nothing. */
  autoincrement?: boolean;
}

/** A column as `column.string(50)` describes it, before it belongs to a table. */
export interface ColumnDefinition<T = unknown> {
  readonly type: ColumnType;
  readonly options: ColumnOptions<T>;
  /** For type inference only; never set. */
  readonly valueType?: T;
}

/** Column definitions by property name. */
export type ColumnDefinitions = Record<string, ColumnDefinition>;

/** A column of something that stands in FROM. */
export class ColumnReference<T = unknown, N extends string = string> extends ColumnElement<T, N> {
  constructor(
    readonly from: FromClause,
    /** SQL name. */
    readonly name: string,
    /** Property name. */
    readonly key: N,
    readonly type: ColumnType,
  ) {
    super();
  }

  toNode(context: CompileContext): OperationNode {
    const column = ColumnNode.create(this.name);
    return context.bareColumns === true
      ? column
      : ReferenceNode.create(
          column,
          TableNode.create(nameOf(context.replaced?.get(this.from) ?? this.from, context)),
        );
  }

  *froms(): Iterable<FromClause> {
    yield this.from;
  }
}

/** A column of a table. */
export class Column<T = unknown, N extends string = string> extends ColumnReference<T, N> {
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  readonly foreignKey: ForeignKeyOptions | undefined;

  constructor(
    from: FromClause,
    key: N,
    readonly definition: ColumnDefinition<T>,
  ) {
    super(from, definition.options.name ?? key, key, definition.type);
    const { primaryKey, nullable, foreignKey } = definition.options;
    this.primaryKey = primaryKey ?? false;
    this.nullable = !this.primaryKey && (nullable ?? false);
    this.foreignKey = typeof foreignKey === 'string' ? { references: foreignKey } : foreignKey;
  }
}
