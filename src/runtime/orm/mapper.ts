import { ArgumentError, UnmappedClassError } from '../core/errors.js';
import type { Column } from '../schema/column.js';
import type { MetaData } from '../schema/metadata.js';
import { Table } from '../schema/table.js';
import type { EntityClass } from '../sql/entity.js';
import { readRelationship, writeRelationship } from './attributes.js';
import { RelationshipProperty } from './property.js';
import { Relationship } from './relationship.js';

/** What the ORM knows about one mapped class. */
export class Mapper {
  readonly table: Table;
  readonly metadata: MetaData;
  readonly columnKeys: ReadonlySet<string>;
  #relationships: Map<string, RelationshipProperty> | undefined;

  constructor(readonly cls: EntityClass) {
    this.table = cls.table;
    this.metadata = (cls as unknown as { metadata: MetaData }).metadata;
    this.columnKeys = new Set(this.columns.map(({ key }) => key));
    if (this.primaryKey.length === 0) {
      throw new ArgumentError(
        `Mapper '${this.name}' could not assemble any primary key columns for mapped table '${this.table.name}'`,
      );
    }
  }

  get name(): string {
    return this.cls.name;
  }
  get columns(): readonly Column[] {
    return this.table.columns;
  }
  get primaryKey(): readonly Column[] {
    return this.table.primaryKey;
  }

  /** Relationships by attribute name. Worked out when first asked for: then the class is complete. */
  get relationships(): ReadonlyMap<string, RelationshipProperty> {
    return this.configure();
  }

  /** Takes the declared relationships, and defines their attributes on the class. */
  configure(): ReadonlyMap<string, RelationshipProperty> {
    if (this.#relationships !== undefined) return this.#relationships;
    const declared = (this.cls as { rel?: Record<string, unknown> }).rel ?? {};
    const properties = new Map<string, RelationshipProperty>();
    for (const [key, relationship] of Object.entries(declared)) {
      if (!isRelationship(relationship)) {
        throw new ArgumentError(
          `${this.name}.rel.${key} is not a relationship: use relationship(() => Target)`,
        );
      }
      if (this.columnKeys.has(key))
        throw new ArgumentError(`${this.name}.rel.${key} has the name of a column`);
      const property = new RelationshipProperty(this, key, relationship);
      relationship.property ??= property;
      properties.set(key, property);
      this.#defineAccessor(property);
    }
    return (this.#relationships = properties);
  }

  #defineAccessor(property: RelationshipProperty): void {
    Object.defineProperty(this.cls.prototype as object, property.key, {
      configurable: true,
      enumerable: false,
      get(this: object) {
        return readRelationship(this, property);
      },
      set(this: object, value: unknown) {
        writeRelationship(this, property, value);
      },
    });
  }

  /** Key of an identity in the identity map. */
  identityKey(identity: readonly unknown[]): string {
    return identity
      .map((value) =>
        value instanceof Date ? `date:${value.getTime()}` : `${typeof value}:${String(value)}`,
      )
      .join('|');
  }
}

function isRelationship(value: unknown): value is Relationship {
  return value instanceof Relationship;
}

const mappers = new WeakMap<EntityClass, Mapper>();

/**
 * The mapper of a class.
 * @throws UnmappedClassError for anything but a class made with `Base.mapped()`
 */
export function mapperOf(cls: unknown): Mapper {
  const entity = cls as EntityClass;
  const known = mappers.get(entity);
  if (known !== undefined) return known;
  if (typeof cls !== 'function' || !('table' in cls) || !(cls.table instanceof Table)) {
    const name = typeof cls === 'function' ? cls.name : String(cls);
    throw new UnmappedClassError(`Class '${name}' is not mapped`);
  }
  const mapper = new Mapper(entity);
  mappers.set(entity, mapper);
  mapper.configure();
  return mapper;
}
