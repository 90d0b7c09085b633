import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type CreateTableBuilder,
} from 'kysely';
import type { Compiled, DialectName } from '../core/contracts.js';
import type { Column } from './column.js';
import type { ForeignKey } from './sort.js';
import type { Table } from './table.js';

/** Compiles for a dialect without a database: Kysely with a driver that does nothing. */
function compilerFor(dialect: DialectName): Kysely<object> {
  const createDriver = () => new DummyDriver();
  if (dialect === 'sqlite') {
    const createAdapter = () => new SqliteAdapter();
    const createQueryCompiler = () => new SqliteQueryCompiler();
    return new Kysely({
      dialect: {
        createAdapter,
        createDriver,
        createQueryCompiler,
        createIntrospector: (db) => new SqliteIntrospector(db),
      },
    });
  }
  if (dialect === 'mysql') {
    const createAdapter = () => new MysqlAdapter();
    const createQueryCompiler = () => new MysqlQueryCompiler();
    return new Kysely({
      dialect: {
        createAdapter,
        createDriver,
        createQueryCompiler,
        createIntrospector: (db) => new MysqlIntrospector(db),
      },
    });
  }
  const createAdapter = () => new PostgresAdapter();
  const createQueryCompiler = () => new PostgresQueryCompiler();
  return new Kysely({
    dialect: {
      createAdapter,
      createDriver,
      createQueryCompiler,
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
}

function statement({ sql: text, parameters }: { sql: string; parameters: readonly unknown[] }): Compiled {
  return { sql: text, parameters, returnsRows: false };
}

/** Generated keys need a type of their own on PostgreSQL, and exactly INTEGER on SQLite. */
function typeOf(column: Column, table: Table, dialect: DialectName): string {
  if (column !== table.autoincrement) return column.type.ddl(dialect);
  if (dialect === 'sqlite') return 'integer';
  const type = column.type.ddl(dialect);
  return dialect === 'postgresql' ? (type === 'bigint' ? 'bigserial' : 'serial') : type;
}

function sqlNames(table: Table, keys: readonly string[]): string[] {
  return keys.map((key) => table.column(key).name);
}

/** Adds FOREIGN KEY to CREATE TABLE or ALTER TABLE. */
function foreignKeyArguments(key: ForeignKey) {
  const name = `fk_${key.table.name}_${key.column.name}`;
  return [name, [key.column.name], key.targetTable.name, [key.target.name]] as const;
}

/**
 * CREATE TABLE, and CREATE INDEX for each of its indexes.
 * @param keys the foreign keys that can be declared right away
 */
export function createTableStatements(
  table: Table,
  keys: readonly ForeignKey[],
  dialect: DialectName,
): Compiled[] {
  const { schema } = compilerFor(dialect);
  let create: CreateTableBuilder<string> = schema.createTable(table.name);
  for (const column of table.columns) {
    create = create.addColumn(column.name, sql.raw(typeOf(column, table, dialect)), (built) => {
      let definition = column.nullable ? built : built.notNull();
      const { serverDefault } = column.definition.options;
      if (serverDefault !== undefined) definition = definition.defaultTo(sql.raw(serverDefault));
      if (table.primaryKey.length === 1 && column.primaryKey) definition = definition.primaryKey();
      // SQLite's rowid generates keys by itself; its AUTOINCREMENT only forbids using one again.
      return column === table.autoincrement && dialect === 'mysql' ? definition.autoIncrement() : definition;
    });
  }
  if (table.primaryKey.length > 1) {
    create = create.addPrimaryKeyConstraint(
      `pk_${table.name}`,
      table.primaryKey.map(({ name }) => name) as unknown as never[],
    );
  }
  for (const { name, columns } of table.uniques) {
    const names = sqlNames(table, columns);
    create = create.addUniqueConstraint(
      name ?? `uq_${table.name}_${names.join('_')}`,
      names as unknown as never[],
    );
  }
  table.checks.forEach(({ name, sql: condition }, index) => {
    create = create.addCheckConstraint(name ?? `ck_${table.name}_${index + 1}`, sql.raw(condition));
  });
  for (const key of keys) {
    const [name, columns, target, targets] = foreignKeyArguments(key);
    create = create.addForeignKeyConstraint(
      name,
      columns as unknown as never[],
      target,
      targets as unknown as never[],
      (built) => {
        const { onDelete, onUpdate } = key.column.foreignKey ?? {};
        const deleting = onDelete === undefined ? built : built.onDelete(onDelete);
        return onUpdate === undefined ? deleting : deleting.onUpdate(onUpdate);
      },
    );
  }
  const indexes = table.indexes.map(({ name, columns, unique }) => {
    const names = sqlNames(table, columns);
    const index = schema
      .createIndex(name ?? `ix_${table.name}_${names.join('_')}`)
      .on(table.name)
      .columns(names);
    return statement((unique === true ? index.unique() : index).compile());
  });
  return [statement(create.compile()), ...indexes];
}

/** ALTER TABLE … ADD CONSTRAINT, for a foreign key of tables that refer to each other. */
export function addForeignKeyStatement(key: ForeignKey, dialect: DialectName): Compiled {
  const [name, columns, target, targets] = foreignKeyArguments(key);
  const alter = compilerFor(dialect).schema.alterTable(key.table.name);
  return statement(
    alter
      .addForeignKeyConstraint(name, columns as unknown as never[], target, targets as unknown as never[])
      .compile(),
  );
}

/** ALTER TABLE … DROP CONSTRAINT, so that tables that refer to each other can go. */
export function dropForeignKeyStatement(key: ForeignKey, dialect: DialectName): Compiled {
  const [name] = foreignKeyArguments(key);
  return statement(compilerFor(dialect).schema.alterTable(key.table.name).dropConstraint(name).compile());
}

/** DROP TABLE. */
export function dropTableStatement(table: Table, dialect: DialectName): Compiled {
  return statement(compilerFor(dialect).schema.dropTable(table.name).compile());
}
