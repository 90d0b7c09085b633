import { RawNode, ValueNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { Compiled, DialectName, DriverResult, Executable } from '../core/contracts.js';
import { InvalidRequestError, StatementError } from '../core/errors.js';
import { Result } from '../result/result.js';
import { rowFactory, type Row } from '../result/row.js';
import { nullType, typeOfValue, type ColumnType } from '../schema/types.js';
import { compileNode } from './compile-node.js';
import type { CompileContext } from './context.js';
import { bindValue, ColumnElement } from './expression.js';
import type { FromClause } from './from-clause.js';

/** `:name`, but neither `::type` nor `\:name` nor anything in quotes or comments. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|\\:|:([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * SQL as text, with parameters as `:name`. A statement of its own, or a condition or column inside another.
 * `M` are the values of its rows by name.
 */
export class TextClause<M extends object = Record<string, unknown>>
  extends ColumnElement<boolean>
  implements Executable<Row<readonly unknown[], M>>
{
  /** For type inference only; never set. */
  declare readonly rowType?: Row<readonly unknown[], M>;
  readonly key = undefined;
  readonly type: ColumnType = nullType;
  override readonly precedence = 0;

  constructor(
    readonly text: string,
    private readonly values: Readonly<Record<string, unknown>> = {},
    private readonly types: Readonly<Record<string, ColumnType>> = {},
  ) {
    super();
  }

  /** Gives values to parameters. */
  bindparams(values: Record<string, unknown>): TextClause<M> {
    return new TextClause(this.text, { ...this.values, ...values }, this.types);
  }

  /** Says what types the columns of the rows have: `text('…').columns({ day: column.date() })`. */
  columns(definitions: Record<string, { type: ColumnType }>): TextClause<M> {
    const types = Object.fromEntries(Object.entries(definitions).map(([key, { type }]) => [key, type]));
    return new TextClause(this.text, this.values, { ...this.types, ...types });
  }

  /** @throws StatementError when a parameter has no value */
  compile(dialect: DialectName, extraParameters?: unknown): Compiled {
    if (Array.isArray(extraParameters)) {
      const compiled = extraParameters.map((values) =>
        this.#compile(dialect, values as Record<string, unknown>),
      );
      const [first] = compiled;
      if (first === undefined)
        throw new InvalidRequestError('execute() was given an empty list of parameters');
      return { ...first, parameterSets: compiled.map(({ parameters }) => parameters) };
    }
    return this.#compile(dialect, extraParameters as Record<string, unknown> | undefined);
  }

  #compile(dialect: DialectName, extra: Record<string, unknown> = {}): Compiled {
    return compileNode(this.#node(dialect, { ...this.values, ...extra }), dialect);
  }

  #node(dialect: DialectName, values: Record<string, unknown>): OperationNode {
    const fragments: string[] = [];
    const parameters: OperationNode[] = [];
    let fragment = '';
    let end = 0;
    for (const match of this.text.matchAll(PARTS)) {
      fragment += this.text.slice(end, match.index);
      end = match.index + match[0].length;
      const name = match[1];
      if (name === undefined) {
        fragment += match[0] === '\\:' ? ':' : match[0];
        continue;
      }
      if (!Object.hasOwn(values, name)) {
        throw new StatementError(
          `(InvalidRequestError) A value is required for bind parameter '${name}'`,
          { statement: this.text },
          { code: 'cd3x' },
        );
      }
      const value = values[name];
      fragments.push(fragment);
      fragment = '';
      parameters.push(ValueNode.create(bindValue(value, typeOfValue(value), dialect)));
    }
    fragments.push(fragment + this.text.slice(end));
    return RawNode.create(fragments, parameters);
  }

  toNode(context: CompileContext): OperationNode {
    return this.#node(context.dialect, this.values);
  }
  *froms(): Iterable<FromClause> {}

  makeResult(
    result: DriverResult,
    _compiled: Compiled,
    dialect: DialectName,
  ): Result<Row<readonly unknown[], M>> {
    const { columns, rowcount, lastrowid } = result;
    const makeRow = rowFactory(columns) as (values: readonly unknown[]) => Row<readonly unknown[], M>;
    const types = columns.map((name) => this.types[name]);
    const rows = result.rows.map((row) =>
      makeRow(row.map((raw, index) => (raw === null ? null : (types[index]?.result(raw, dialect) ?? raw)))),
    );
    return new Result({ keys: columns, rows, returnsRows: columns.length > 0, rowcount, lastrowid });
  }
}

/** SQL as text: `text('select * from users where id = :id')`. */
export function text<M extends object = Record<string, unknown>>(sql: string): TextClause<M> {
  return new TextClause<M>(sql);
}
