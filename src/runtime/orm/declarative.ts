import { inspect, type InspectOptions } from 'node:util';
import { MetaData } from '../schema/metadata.js';
import type { ColumnDefinitions } from '../schema/column.js';
import { Table, type ColumnValues, type TableColumns, type TableOptions } from '../schema/table.js';
import { readColumn, writeColumn, writeRelationship } from './attributes.js';
import { awaitableAttrsOf, type AwaitableAttrs } from './awaitable-attrs.js';
import { mapperOf } from './mapper.js';
import { attachState, stateOf } from './state.js';

// `any`: the only index signature that objects typed by an interface are assignable to.
type Anything = ReturnType<JSON['parse']>;

/** What every instance of a mapped class has beside its columns. */
export interface Model {
  /** Attributes as awaitables, which load what is not there yet: `await user.awaitableAttrs.posts`. */
  readonly awaitableAttrs: AwaitableAttrs<this>;
  /** The loaded column attributes. Never loads anything. */
  toJSON(): Record<string, unknown>;
}

/** A mapped class before it gets a name: what `class User extends Base.mapped(…)` extends. */
export interface MappedBase<C extends ColumnDefinitions> {
  /**
   * Makes a transient instance. Values of columns are checked by the compiler, those of relationships when it runs.
   * @throws TypeError for a name that is neither a column nor a relationship
   */
  new (values?: Partial<ColumnValues<C>> & Record<string, Anything>): ColumnValues<C> & Model;
  readonly table: Table;
  /** Columns by property name: `User.c.name`. */
  readonly c: TableColumns<C>;
  readonly metadata: MetaData;
}

/** What `declarativeBase()` gives. */
export interface DeclarativeBase {
  readonly metadata: MetaData;
  /** Makes the class a mapped class extends: a table of that name, with an attribute for each column. */
  mapped<const C extends ColumnDefinitions>(
    tableName: string,
    columns: C,
    options?: TableOptions,
  ): MappedBase<C>;
  /** Makes a table without a class, such as the one between the sides of a many-to-many relationship. */
  table<const C extends ColumnDefinitions>(tableName: string, columns: C, options?: TableOptions): Table<C>;
}

/** A base for mapped classes, with metadata of its own. */
export function declarativeBase(options: { metadata?: MetaData } = {}): DeclarativeBase {
  const metadata = options.metadata ?? new MetaData();
  return {
    metadata,
    mapped: (name, columns, tableOptions) =>
      mappedBase(addTable(metadata, name, columns, tableOptions), metadata),
    table: (name, columns, tableOptions) => addTable(metadata, name, columns, tableOptions),
  };
}

function addTable<C extends ColumnDefinitions>(
  metadata: MetaData,
  name: string,
  columns: C,
  options?: TableOptions,
): Table<C> {
  const table = new Table(name, columns, options);
  metadata.add(table);
  return table;
}

function mappedBase<C extends ColumnDefinitions>(table: Table<C>, metadata: MetaData): MappedBase<C> {
  class Mapped {
    static readonly metadata = metadata;

    /** Asked for on a subclass, it tells which class the table belongs to. */
    static get table(): Table<C> {
      if (this !== Mapped && table.entity === undefined) {
        table.entity = this;
        metadata.entities.add(this);
      }
      return table;
    }
    static get c(): TableColumns<C> {
      return this.table.c;
    }

    constructor(values: Record<string, unknown> = {}) {
      const mapper = mapperOf(new.target);
      attachState(this, mapper);
      for (const [key, value] of Object.entries(values)) {
        if (value === undefined) continue;
        const property = mapper.relationships.get(key);
        if (property !== undefined) writeRelationship(this, property, value);
        else if (mapper.columnKeys.has(key)) writeColumn(this, key, value);
        else throw new TypeError(`'${key}' is an invalid keyword argument for ${mapper.name}`);
      }
    }

    get awaitableAttrs(): unknown {
      return awaitableAttrsOf(this);
    }

    toJSON(): Record<string, unknown> {
      const { mapper, values } = stateOf(this);
      const loaded = mapper.columns.filter(({ key }) => values.has(key));
      return Object.fromEntries(loaded.map(({ key }) => [key, values.get(key)]));
    }

    [inspect.custom](_depth: number, options: InspectOptions): string {
      return `${stateOf(this).mapper.name} ${inspect(this.toJSON(), options)}`;
    }
  }
  for (const { key } of table.columns) {
    Object.defineProperty(Mapped.prototype, key, {
      configurable: true,
      enumerable: false,
      get(this: object) {
        return readColumn(this, key);
      },
      set(this: object, value: unknown) {
        writeColumn(this, key, value);
      },
    });
  }
  // The accessors above give instances the attributes the type promises.
  return Mapped as unknown as MappedBase<C>;
}
