import { ColumnNode, InsertQueryNode, RawNode, TableNode, ValueListNode, ValuesNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { Compiled, DialectName, DriverResult, Executable } from '../core/contracts.js';
import type { Result } from '../result/result.js';
import type { Row } from '../result/row.js';
import type { Column } from '../schema/column.js';
import type { Table } from '../schema/table.js';
import { compileNode, withClause } from './compile-node.js';
import { newContext, type CompileContext } from './context.js';
import { defaultValue, dmlResult, dmlTable, returningClause, targetColumn, valueNode } from './dml.js';
import type { EntityClass } from './entity.js';
import type { NamesOf, SelectItem, ValuesOf, WritableOf } from './row-types.js';
import type { SelectLike } from './selectable.js';

/** A row to insert, by property names. */
export type InsertValues = Record<string, unknown>;

interface InsertState {
  readonly rows: readonly InsertValues[] | undefined;
  readonly select?: { readonly keys: readonly string[]; readonly query: SelectLike };
  readonly returning: readonly unknown[];
}

/** INSERT. Columns left out get their `default`. */
export class Insert<
  W = Record<string, unknown>,
  V extends readonly unknown[] = never,
  M = Record<string, unknown>,
> implements Executable<Row<V, M>> {
  /** For type inference only; never set. */
  declare readonly rowType?: Row<V, M>;

  /** @internal Use {@link insert}. */
  constructor(
    readonly table: Table,
    readonly state: InsertState = { rows: undefined, returning: [] },
  ) {}

  /** The row, or the rows, to insert. */
  values(values: W | readonly W[]): Insert<W, V, M> {
    const rows = Array.isArray(values) ? (values as readonly InsertValues[]) : [values as InsertValues];
    return new Insert(this.table, { ...this.state, rows });
  }
  /** Inserts what a SELECT gives, into the columns of the given property names. */
  fromSelect(keys: readonly string[], query: SelectLike): Insert<W, V, M> {
    return new Insert(this.table, { ...this.state, select: { keys, query } });
  }
  /** Gives back columns or entities of the inserted rows. */
  returning<const Items extends readonly SelectItem[]>(
    ...items: Items
  ): Insert<W, ValuesOf<Items>, NamesOf<Items>> {
    return new Insert(this.table, { ...this.state, returning: items });
  }

  /** @param extraParameters a row, or a list of rows that are inserted one after the other */
  compile(dialect: DialectName, extraParameters?: unknown): Compiled {
    const returnsRows = this.state.returning.length > 0;
    if (Array.isArray(extraParameters) && extraParameters.length > 0) {
      const rows = (extraParameters as InsertValues[]).map((row) =>
        this.#withDefaults({ ...this.state.rows?.[0], ...row }),
      );
      // One SQL text serves all rows, so each gets every column that any of them has.
      const columns = this.#columnsOf(rows);
      const compiled = rows.map((row) => this.#compile(dialect, columns, [row]));
      const [first] = compiled as [Compiled];
      return { ...first, parameterSets: compiled.map(({ parameters }) => parameters), returnsRows };
    }
    const given = (this.state.rows ?? [{}]).map((row) =>
      this.#withDefaults({ ...row, ...(extraParameters as InsertValues | undefined) }),
    );
    return { ...this.#compile(dialect, this.#columnsOf(given), given), returnsRows };
  }

  #withDefaults(row: InsertValues): InsertValues {
    for (const key of Object.keys(row)) targetColumn(this.table, key);
    const values: InsertValues = {};
    for (const { key, definition } of this.table.columns) {
      if (row[key] !== undefined) values[key] = row[key];
      else if (definition.options.default !== undefined)
        values[key] = defaultValue(definition.options.default);
    }
    return values;
  }

  #columnsOf(rows: readonly InsertValues[]): Column[] {
    return this.table.columns.filter(({ key }) => rows.some((row) => row[key] !== undefined));
  }

  #compile(dialect: DialectName, columns: readonly Column[], rows: readonly InsertValues[]): Compiled {
    const context = newContext(dialect);
    const node = {
      ...InsertQueryNode.create(TableNode.create(this.table.name)),
      ...(this.state.select
        ? this.#selectSource(this.state.select, context)
        : valuesSource(columns, rows, context)),
      ...returningClause(this.state.returning, context),
    };
    return compileNode({ ...node, ...withClause(context) }, dialect);
  }

  #selectSource({ keys, query }: NonNullable<InsertState['select']>, context: CompileContext) {
    return {
      columns: keys.map((key) => ColumnNode.create(targetColumn(this.table, key).name)),
      values: query.queryNode(context),
    };
  }

  makeResult(result: DriverResult, _compiled: Compiled, dialect: DialectName): Result<Row<V, M>> {
    return dmlResult(result, this.state.returning, dialect);
  }
}

function valuesSource(columns: readonly Column[], rows: readonly InsertValues[], context: CompileContext) {
  if (columns.length === 0) {
    if (context.dialect === 'mysql')
      return { columns: [], values: ValuesNode.create([ValueListNode.create([])]) };
    return { defaultValues: true };
  }
  const lists = rows.map((row) =>
    ValueListNode.create(
      columns.map((column) =>
        row[column.key] === undefined
          ? absentNode(column, context)
          : valueNode(row[column.key], column, context),
      ),
    ),
  );
  return { columns: columns.map(({ name }) => ColumnNode.create(name)), values: ValuesNode.create(lists) };
}

/** A value the row leaves to the database, in a statement whose other rows give one. SQLite has no DEFAULT there. */
function absentNode({ definition }: Column, { dialect }: CompileContext): OperationNode {
  return RawNode.createWithSql(
    dialect === 'sqlite' ? (definition.options.serverDefault ?? 'null') : 'default',
  );
}

/** INSERT into a class's table, or a table. */
export function insert<I extends EntityClass | Table>(target: I): Insert<WritableOf<I>> {
  return new Insert(dmlTable(target));
}
