import { ColumnNode, ColumnUpdateNode, UpdateQueryNode, TableNode } from 'kysely';
import type { Compiled, DialectName, DriverResult, Executable } from '../core/contracts.js';
import type { Result } from '../result/result.js';
import type { Row } from '../result/row.js';
import type { Table } from '../schema/table.js';
import { compileNode, withClause } from './compile-node.js';
import { newContext } from './context.js';
import { defaultValue, dmlResult, dmlTable, returningClause, targetColumn, valueNode } from './dml.js';
import type { ExecutionOptions } from './execution-options.js';
import type { BooleanExpression } from './expression.js';
import type { EntityClass } from './entity.js';
import type { NamesOf, SelectItem, ValuesOf, WritableOf } from './row-types.js';
import { whereClause } from './select-compile.js';

interface UpdateState {
  readonly where: readonly BooleanExpression[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly returning: readonly unknown[];
  readonly executionOptions: ExecutionOptions;
}

/** UPDATE. */
export class Update<
  W = Record<string, unknown>,
  V extends readonly unknown[] = never,
  M = Record<string, unknown>,
> implements Executable<Row<V, M>> {
  /** For type inference only; never set. */
  declare readonly rowType?: Row<V, M>;

  /** @internal Use {@link update}. */
  constructor(
    readonly table: Table,
    readonly state: UpdateState = { where: [], values: {}, returning: [], executionOptions: {} },
  ) {}

  where(...conditions: BooleanExpression[]): Update<W, V, M> {
    return new Update(this.table, { ...this.state, where: [...this.state.where, ...conditions] });
  }
  /** New values or expressions, by property names. */
  values(values: W): Update<W, V, M> {
    return new Update(this.table, { ...this.state, values: { ...this.state.values, ...values } });
  }
  /** Gives back columns or entities of the updated rows, where the database can. */
  returning<const Items extends readonly SelectItem[]>(
    ...items: Items
  ): Update<W, ValuesOf<Items>, NamesOf<Items>> {
    return new Update(this.table, { ...this.state, returning: items });
  }
  executionOptions(options: ExecutionOptions): Update<W, V, M> {
    return new Update(this.table, {
      ...this.state,
      executionOptions: { ...this.state.executionOptions, ...options },
    });
  }

  compile(dialect: DialectName, extraParameters?: unknown): Compiled {
    const context = newContext(dialect);
    const inner = { ...context, enclosing: new Set([this.table]) };
    const values = {
      ...this.#onUpdate(),
      ...this.state.values,
      ...(extraParameters as Record<string, unknown> | undefined),
    };
    const updates = Object.entries(values).map(([key, value]) => {
      const column = targetColumn(this.table, key);
      return ColumnUpdateNode.create(ColumnNode.create(column.name), valueNode(value, column, inner));
    });
    const node = {
      ...UpdateQueryNode.create([TableNode.create(this.table.name)]),
      updates,
      ...whereClause(this.state.where, inner),
      ...returningClause(this.state.returning, context),
    };
    const compiled = compileNode({ ...node, ...withClause(context) }, dialect);
    return { ...compiled, returnsRows: this.state.returning.length > 0 };
  }

  #onUpdate(): Record<string, unknown> {
    const columns = this.table.columns.filter(({ definition }) => definition.options.onUpdate !== undefined);
    return Object.fromEntries(
      columns.map(({ key, definition }) => [key, defaultValue(definition.options.onUpdate)]),
    );
  }

  makeResult(result: DriverResult, _compiled: Compiled, dialect: DialectName): Result<Row<V, M>> {
    return dmlResult(result, this.state.returning, dialect);
  }
}

/** UPDATE of a class's table, or a table. */
export function update<I extends EntityClass | Table>(target: I): Update<WritableOf<I>> {
  return new Update(dmlTable(target));
}
