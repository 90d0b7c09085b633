import { RawNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { DialectName } from '../core/contracts.js';
import type { ColumnDefinition } from '../schema/column.js';
import {
  bigIntegerType,
  booleanType,
  dateTimeType,
  floatType,
  integerType,
  nullType,
  textType,
  typeOfValue,
  type ColumnType,
} from '../schema/types.js';
import type { CompileContext } from './context.js';
import {
  BindParameter,
  ColumnElement,
  Operation,
  PRECEDENCE,
  ScalarQuery,
  coerce,
  type BooleanExpression,
  type Query,
} from './expression.js';
import type { FromClause } from './from-clause.js';

/** A call of an SQL function. Its name in rows is the function's, unless it is labelled. */
export class FunctionElement<T = unknown, N extends string = string> extends ColumnElement<T, N> {
  constructor(
    readonly key: N,
    private readonly args: readonly ColumnElement[],
    readonly type: ColumnType,
    private readonly isDistinct = false,
  ) {
    super();
  }

  /** `count(distinct x)`. */
  distinct(): FunctionElement<T, N> {
    return new FunctionElement(this.key, this.args, this.type, true);
  }

  toNode(context: CompileContext): OperationNode {
    if (this.key === 'now')
      return RawNode.createWithSql(context.dialect === 'sqlite' ? 'current_timestamp' : 'now()');
    if (this.key === 'count' && this.args.length === 0) return RawNode.createWithSql('count(*)');
    const fragments = [
      `${this.key}(${this.isDistinct ? 'distinct ' : ''}`,
      ...this.args.slice(1).map(() => ', '),
      ')',
    ];
    if (this.args.length === 0) return RawNode.createWithSql(`${this.key}()`);
    return RawNode.create(
      fragments,
      this.args.map((arg) => arg.toNode(context)),
    );
  }

  *froms(): Iterable<FromClause> {
    for (const arg of this.args) yield* arg.froms();
  }
}

type Arg<T> = ColumnElement<T> | Query<T> | T;
// A method is compared bivariantly, which lets the specific signatures below sit beside the index signature.
type AnyFunction = { call(...args: unknown[]): FunctionElement }['call'];

/** `func.<name>(…)`: any SQL function; those every program uses know their result's type. */
export interface Functions {
  count(expression?: ColumnElement): FunctionElement<number, 'count'>;
  sum<T>(expression: ColumnElement<T>): FunctionElement<T | null, 'sum'>;
  avg(expression: ColumnElement): FunctionElement<number | null, 'avg'>;
  min<T>(expression: ColumnElement<T>): FunctionElement<T | null, 'min'>;
  max<T>(expression: ColumnElement<T>): FunctionElement<T | null, 'max'>;
  lower<T extends string | null>(expression: Arg<T>): FunctionElement<T, 'lower'>;
  upper<T extends string | null>(expression: Arg<T>): FunctionElement<T, 'upper'>;
  trim<T extends string | null>(expression: Arg<T>): FunctionElement<T, 'trim'>;
  length(expression: Arg<string | null>): FunctionElement<number, 'length'>;
  abs<T>(expression: ColumnElement<T>): FunctionElement<T, 'abs'>;
  round<T>(expression: ColumnElement<T>, digits?: number): FunctionElement<T, 'round'>;
  coalesce<T>(
    first: ColumnElement<T>,
    ...rest: Arg<NonNullable<T>>[]
  ): FunctionElement<NonNullable<T>, 'coalesce'>;
  now(): FunctionElement<Date, 'now'>;
  [name: string]: AnyFunction;
}

const INTEGER_FUNCTIONS = new Set(['count', 'length', 'char_length', 'row_number', 'rank']);
const TEXT_FUNCTIONS = new Set([
  'lower',
  'upper',
  'trim',
  'ltrim',
  'rtrim',
  'replace',
  'substr',
  'concat',
  'group_concat',
  'string_agg',
]);
const SAME_AS_ARGUMENT = new Set(['sum', 'min', 'max', 'coalesce', 'abs', 'ifnull', 'nullif', 'round']);

function resultType(name: string, args: readonly ColumnElement[]): ColumnType {
  if (INTEGER_FUNCTIONS.has(name)) return integerType;
  if (TEXT_FUNCTIONS.has(name)) return textType;
  if (name === 'avg') return floatType;
  if (name === 'now') return dateTimeType();
  if (SAME_AS_ARGUMENT.has(name)) return args[0]?.type ?? nullType;
  return nullType;
}

function makeFunction(name: string): AnyFunction {
  return (...args) => {
    const known = args.find((arg): arg is ColumnElement => arg instanceof ColumnElement);
    const shared = SAME_AS_ARGUMENT.has(name) && name !== 'round' ? known?.type : undefined;
    const operands = args.filter((arg) => arg !== undefined).map((arg) => coerce(arg, shared));
    return new FunctionElement(name, operands, resultType(name, operands));
  };
}

/** The generator of SQL functions: `func.count()`, `func.lower(User.c.name)`, `func.anything(1, 2)`. */
export const func: Functions = new Proxy({} as Functions, {
  get: (_, name) => (typeof name === 'string' ? makeFunction(name) : undefined),
});

/** Joins conditions with AND. None at all is a condition that always holds. */
export function and(...conditions: readonly BooleanExpression[]): BooleanExpression {
  return joinConditions(' and ', conditions, PRECEDENCE.and, '1 = 1');
}

/** Joins conditions with OR. None at all is a condition that never holds. */
export function or(...conditions: readonly BooleanExpression[]): BooleanExpression {
  return joinConditions(' or ', conditions, PRECEDENCE.or, '1 != 1');
}

function joinConditions(
  word: string,
  conditions: readonly BooleanExpression[],
  precedence: number,
  none: string,
) {
  const [first] = conditions;
  if (first === undefined) return new Operation<boolean>([none], [], booleanType, PRECEDENCE.comparison);
  if (conditions.length === 1) return first;
  const template = ['', ...conditions.slice(1).map(() => word), ''];
  return new Operation<boolean>(template, conditions, booleanType, precedence, precedence, word.trim());
}

/** Negates a condition. */
export function not(condition: BooleanExpression): BooleanExpression {
  return new Operation<boolean>(
    ['not ', ''],
    [condition],
    booleanType,
    PRECEDENCE.not,
    PRECEDENCE.atom,
    'not',
  );
}

/** EXISTS (SELECT …); the SELECT correlates to the statement around it. */
export function exists(query: Query): BooleanExpression {
  return new Operation<boolean>(['exists ', ''], [new ScalarQuery(query)], booleanType, PRECEDENCE.atom, 0);
}

/** A value as an expression of its own: `literal(1)`, `literal('1.50', column.numeric(10, 2))`. */
export function literal<T>(value: T, definition?: ColumnDefinition<T>): ColumnElement<T> {
  return new TypedParameter(value, definition?.type ?? typeOfValue(value));
}

const POSTGRES_CAST_KINDS = new Set([
  integerType.kind,
  floatType.kind,
  booleanType.kind,
  bigIntegerType.kind,
  'dateTime',
  'numeric',
  'date',
]);

/** A parameter where nothing around tells PostgreSQL its type, so that it would be taken for text. */
class TypedParameter<T> extends BindParameter<T> {
  override toNode(context: CompileContext): OperationNode {
    const node = super.toNode(context);
    if (context.dialect !== 'postgresql' || !POSTGRES_CAST_KINDS.has(this.type.kind)) return node;
    return RawNode.create(['cast(', ` as ${this.type.ddl('postgresql')})`], [node]);
  }
}

function coerceTyped(value: unknown, type?: ColumnType): ColumnElement {
  const element = coerce(value, type);
  return element instanceof BindParameter ? new TypedParameter(element.value, element.type) : element;
}

/**
 * CASE WHEN … THEN … ELSE … END.
 * @param whens pairs of condition and value
 * @param options `else`: the value when no condition holds; NULL when left out
 */
export function case_<T>(
  whens: readonly (readonly [BooleanExpression, Arg<T>])[],
  options: { else?: Arg<T> } = {},
): ColumnElement<T> {
  const values = [...whens.map(([, value]) => value), ...(options.else === undefined ? [] : [options.else])];
  const known = values.find((value): value is ColumnElement<T> & Arg<T> => value instanceof ColumnElement);
  const operands = whens.flatMap(([condition, value]) => [condition, coerceTyped(value, known?.type)]);
  const template = ['case when '];
  whens.forEach((_, index) => template.push(' then ', index < whens.length - 1 ? ' when ' : ''));
  if (options.else !== undefined) {
    template[template.length - 1] = ' else ';
    template.push(' end');
    operands.push(coerceTyped(options.else, known?.type));
  } else {
    template[template.length - 1] = ' end';
  }
  const type = operands[1]?.type ?? nullType;
  // Inside the keywords of CASE nothing can come apart, so operands need no parentheses.
  return new Operation<T>(template, operands, type, PRECEDENCE.atom, 0);
}

/** CAST (expression AS type); the type is that of a column: `cast(User.c.age, column.text())`. */
export function cast<T>(expression: Arg<unknown>, { type }: ColumnDefinition<T>): ColumnElement<T> {
  const template = (dialect: DialectName) => ['cast(', ` as ${castName(type, dialect)})`];
  return new Operation<T>(template, [coerce(expression)], type, PRECEDENCE.atom, 0);
}

/** MySQL's CAST takes names of its own. */
function castName(type: ColumnType, dialect: DialectName): string {
  if (dialect !== 'mysql') return type.ddl(dialect);
  if (type.kind === 'integer' || type.kind === 'bigInteger' || type.kind === 'boolean') return 'signed';
  if (type.kind === 'string' || type.kind === 'text' || type.kind === 'enum') return 'char';
  if (type.kind === 'blob') return 'binary';
  return type.ddl(dialect);
}
