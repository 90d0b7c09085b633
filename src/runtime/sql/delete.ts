import { DeleteQueryNode, TableNode } from 'kysely';
import type { Compiled, DialectName, DriverResult, Executable } from '../core/contracts.js';
import type { Result } from '../result/result.js';
import type { Row } from '../result/row.js';
import type { Table } from '../schema/table.js';
import { compileNode, withClause } from './compile-node.js';
import { newContext } from './context.js';
import { dmlResult, dmlTable, returningClause } from './dml.js';
import type { ExecutionOptions } from './execution-options.js';
import type { EntityClass } from './entity.js';
import type { BooleanExpression } from './expression.js';
import type { NamesOf, SelectItem, ValuesOf } from './row-types.js';
import { whereClause } from './select-compile.js';

interface DeleteState {
  readonly where: readonly BooleanExpression[];
  readonly returning: readonly unknown[];
  readonly executionOptions: ExecutionOptions;
}

/** DELETE. */
export class Delete<V extends readonly unknown[] = never, M = Record<string, unknown>> implements Executable<
  Row<V, M>
> {
  /** For type inference only; never set. */
  declare readonly rowType?: Row<V, M>;

  /** @internal Use {@link delete_}. */
  constructor(
    readonly table: Table,
    readonly state: DeleteState = { where: [], returning: [], executionOptions: {} },
  ) {}

  where(...conditions: BooleanExpression[]): Delete<V, M> {
    return new Delete(this.table, { ...this.state, where: [...this.state.where, ...conditions] });
  }
  /** Gives back columns or entities of the deleted rows, where the database can. */
  returning<const Items extends readonly SelectItem[]>(
    ...items: Items
  ): Delete<ValuesOf<Items>, NamesOf<Items>> {
    return new Delete(this.table, { ...this.state, returning: items });
  }
  executionOptions(options: ExecutionOptions): Delete<V, M> {
    return new Delete(this.table, {
      ...this.state,
      executionOptions: { ...this.state.executionOptions, ...options },
    });
  }

  compile(dialect: DialectName): Compiled {
    const context = newContext(dialect);
    const node = {
      ...DeleteQueryNode.create([TableNode.create(this.table.name)]),
      ...whereClause(this.state.where, { ...context, enclosing: new Set([this.table]) }),
      ...returningClause(this.state.returning, context),
    };
    const compiled = compileNode({ ...node, ...withClause(context) }, dialect);
    return { ...compiled, returnsRows: this.state.returning.length > 0 };
  }

  makeResult(result: DriverResult, _compiled: Compiled, dialect: DialectName): Result<Row<V, M>> {
    return dmlResult(result, this.state.returning, dialect);
  }
}

/** DELETE from a class's table, or a table. `delete` is a reserved word in JavaScript, hence the underscore. */
export function delete_(target: EntityClass | Table): Delete {
  return new Delete(dmlTable(target));
}
