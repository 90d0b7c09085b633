import { ArgumentError } from '../core/errors.js';
import type { ColumnReference } from '../schema/column.js';
import type { Table } from '../schema/table.js';
import { integerType } from '../schema/types.js';
import { AliasedEntity, aliased, entityRef, type EntityRef, type MappedClass } from '../sql/entity.js';
import { adaptCondition } from '../sql/adapted.js';
import type { BooleanExpression, ColumnElement, Ordering } from '../sql/expression.js';
import type { FromClause } from '../sql/from-clause.js';
import { exists } from '../sql/functions.js';
import { select } from '../sql/select.js';
import type { SelectLike } from '../sql/selectable.js';
import { text } from '../sql/text.js';
import type { JoinableRelationship } from '../sql/select-state.js';
import { mapperOf } from './mapper.js';
import type { RelationshipProperty } from './property.js';

/** Marks a lazily loaded attribute: `declare posts: Relation<Post[]>`. */
export type Relation<T> = T;

/** How a relationship is loaded when no option says otherwise. */
export type LazyStrategy = 'select' | 'joined' | 'selectin' | 'raise' | 'noload';

type OrderItem = ColumnElement | Ordering;

/** Options of {@link relationship}. */
export interface RelationshipOptions {
  /** The relationship on the other side, kept in step with this one. */
  backPopulates?: string;
  /** SQLAlchemy's words, e.g. `'all, delete-orphan'`; `'save-update, merge'` unless given. */
  cascade?: string;
  /** The table between the two sides of a many-to-many relationship. */
  secondary?: Table | (() => Table);
  lazy?: LazyStrategy;
  /** Whether the attribute is a list; worked out from the foreign keys unless given. `false` makes one-to-one. */
  uselist?: boolean;
  orderBy?: () => OrderItem | readonly OrderItem[];
  /** For a class that refers to itself: the column(s) on the other side; makes the relationship many-to-one. */
  remoteSide?: ColumnNames;
  /** Which foreign keys to use when several join the two tables. */
  foreignKeys?: ColumnNames;
  /** Leaves rows that refer to a deleted one to the database (ON DELETE …). */
  passiveDeletes?: boolean;
  /** Read only: never written by a flush. */
  viewonly?: boolean;
}

/** Columns by property name, or given by a function. */
export type ColumnNames = string | readonly string[] | (() => ColumnReference | readonly ColumnReference[]);

/** A relationship between two mapped classes, as `static rel` declares it. `User.rel.posts` joins and loads along it. */
export class Relationship<T extends object = object> implements JoinableRelationship {
  readonly isRelationship = true;
  /** What the mapper made of it. */
  property: RelationshipProperty | undefined;

  constructor(
    readonly target: () => MappedClass<T>,
    readonly options: RelationshipOptions,
    /** Set when the relationship starts at an alias, or is aimed at one. */
    readonly source?: AliasedEntity,
    readonly aim?: EntityRef,
    private readonly origin?: Relationship<T>,
  ) {}

  /** The relationship as declared, whatever aliases it was given. */
  get declared(): Relationship<T> {
    return this.origin ?? this;
  }

  /** The relationship, starting at an alias. */
  of(alias: AliasedEntity): Relationship<T> {
    return new Relationship(this.target, this.options, alias, this.aim, this.declared);
  }
  /** The relationship, leading to an alias: `join(User.rel.manager.ofType(boss))`. */
  ofType(alias: AliasedEntity | EntityRef): Relationship<T> {
    const aim = alias instanceof AliasedEntity ? entityRef(alias) : alias;
    return new Relationship(this.target, this.options, this.source, aim, this.declared);
  }

  /** EXISTS a related row for which the conditions hold. For collections. */
  any(...conditions: BooleanExpression[]): BooleanExpression {
    return this.#exists(conditions);
  }
  /** EXISTS the related row, and the conditions hold for it. For references to one object. */
  has(...conditions: BooleanExpression[]): BooleanExpression {
    return this.#exists(conditions);
  }

  #exists(conditions: readonly BooleanExpression[]): BooleanExpression {
    const query = (): SelectLike => {
      for (const entity of mapperOf(this.target()).metadata.entities) mapperOf(entity);
      const { property } = this.declared;
      if (property === undefined)
        throw new ArgumentError('any() and has() need a statement on the class of the relationship');
      const { parent, target } = property;
      // A class that refers to itself is looked for under another name than the one it is looked for from.
      const own = this.aim === undefined && parent.table === target.table ? aliased(target.cls) : undefined;
      const aim = own === undefined ? this.aim : entityRef(own);
      const wanted =
        own === undefined
          ? conditions
          : conditions.map((each) => adaptCondition(each, target.table, own.from));
      const steps = property.steps((this.source?.from ?? parent.table).columns, aim);
      const start = select(text('1')).where(...wanted);
      return steps.reduce((statement, { from, on }) => statement.selectFrom(from).where(on), start);
    };
    // The class is known for sure only when the statement around is compiled.
    return exists({
      queryNode: (context) => query().queryNode(context),
      scalarType: integerType,
    });
  }

  /** @throws ArgumentError when the statement does not select from the class the relationship belongs to */
  joinSteps(
    candidates: readonly EntityRef[],
  ): { from: FromClause; on: BooleanExpression; entity?: EntityRef }[] {
    for (const { entity } of candidates) mapperOf(entity);
    const { property } = this.declared;
    // A relationship of the class starts at the class, one of an alias at the alias, whatever else is selected.
    const source = this.source?.from ?? property?.parent.table;
    const left = candidates.findLast(({ from }) => from === source);
    if (property === undefined || left === undefined) {
      throw new ArgumentError(
        `Can't join along relationship '${property?.name ?? '(unknown)'}': the statement does not select from its class; ` +
          `name it with selectFrom()`,
      );
    }
    return property.steps(left.columns, this.aim);
  }
}

/**
 * Declares a relationship to another mapped class.
 * @param target gives the class; a function, because classes refer to each other
 */
export function relationship<T extends object>(
  target: () => new (...args: never[]) => T,
  options: RelationshipOptions = {},
): Relationship<T> {
  // Only what is needed of the class is asked of its type: asking for more would make declarations circular.
  return new Relationship(target as () => MappedClass<T>, options);
}
