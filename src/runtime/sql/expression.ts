import { IdentifierNode, ParensNode, RawNode, ValueNode } from 'kysely';
import type { OperationNode } from './operation-node.js';
import type { DialectName } from '../core/contracts.js';
import { ArgumentError } from '../core/errors.js';
import { booleanType, floatType, typeOfValue, type ColumnType } from '../schema/types.js';
import type { CompileContext } from './context.js';
import type { FromClause } from './from-clause.js';

/** A SELECT where an expression may stand: in IN, EXISTS, or as a scalar. */
export interface Query<T = unknown> {
  /** The SELECT's node, correlated to the statements around it. */
  queryNode(context: CompileContext): OperationNode;
  /** The type of its first column. */
  readonly scalarType: ColumnType;
  readonly scalarValue?: T;
}

/** What may stand on the other side of an operator: a value, `null`, an expression, a scalar SELECT. */
export type Operand<T> = T | null | ColumnElement<T | null> | Query<T | null>;

/** Operators bind as tightly as their number is high; an operand that binds less tightly gets parentheses. */
export const PRECEDENCE = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  additive: 6,
  multiplicative: 7,
  atom: 10,
} as const;

/** A condition. */
export type BooleanExpression = ColumnElement<boolean>;

/** SQL text with holes for operands. A function where dialects write it differently. */
export type Template = readonly string[] | ((dialect: DialectName) => readonly string[]);

/** An SQL expression of a JavaScript type. `N` is the name its value has in a row, where it has one. */
export abstract class ColumnElement<T = unknown, N extends string = string> {
  /** For type inference only; never set. */
  declare readonly valueType: T;
  declare readonly nameType: N;
  /** Name in the rows of a SELECT. */
  abstract readonly key: N | undefined;
  abstract readonly type: ColumnType;
  readonly precedence: number = PRECEDENCE.atom;

  /** The expression as a node of Kysely's. */
  abstract toNode(context: CompileContext): OperationNode;
  /** The FROM clauses the expression's columns belong to. */
  abstract froms(): Iterable<FromClause>;

  /** How the expression is written in a SELECT list, and how an ORDER BY refers to it. */
  selectNode(context: CompileContext): OperationNode {
    return this.toNode(context);
  }
  orderNode(context: CompileContext): OperationNode {
    return this.toNode(context);
  }

  /** `=`; `eq(null)` is IS NULL. */
  eq(other: Operand<T>): BooleanExpression {
    return other === null ? this.isNull() : this.#compare('=', other);
  }
  /** `!=`; `ne(null)` is IS NOT NULL. */
  ne(other: Operand<T>): BooleanExpression {
    return other === null ? this.isNotNull() : this.#compare('!=', other);
  }
  lt(other: Operand<T>): BooleanExpression {
    return this.#compare('<', other);
  }
  le(other: Operand<T>): BooleanExpression {
    return this.#compare('<=', other);
  }
  gt(other: Operand<T>): BooleanExpression {
    return this.#compare('>', other);
  }
  ge(other: Operand<T>): BooleanExpression {
    return this.#compare('>=', other);
  }
  isNull(): BooleanExpression {
    return compare('is null', ['', ' is null'], [this]);
  }
  isNotNull(): BooleanExpression {
    return compare('is not null', ['', ' is not null'], [this]);
  }
  /** IN a list of values, or a SELECT. An empty list matches nothing. */
  in(values: readonly T[] | Query<T | null>): BooleanExpression {
    return this.#in('in', values);
  }
  notIn(values: readonly T[] | Query<T | null>): BooleanExpression {
    return this.#in('not in', values);
  }
  between(low: Operand<T>, high: Operand<T>): BooleanExpression {
    const operands = [this, coerce(low, this.type), coerce(high, this.type)];
    return compare('between', ['', ' between ', ' and ', ''], operands);
  }
  like(pattern: Operand<T>): BooleanExpression {
    return this.#compare('like', pattern);
  }
  notLike(pattern: Operand<T>): BooleanExpression {
    return this.#compare('not like', pattern);
  }
  /** Case-insensitive LIKE: ILIKE on PostgreSQL, `lower() like lower()` elsewhere. */
  ilike(pattern: Operand<T>): BooleanExpression {
    const template = (dialect: DialectName) =>
      dialect === 'postgresql' ? ['', ' ilike ', ''] : ['lower(', ') like lower(', ')'];
    return new Operation(template, [this, coerce(pattern, this.type)], booleanType, PRECEDENCE.comparison);
  }
  /** LIKE 'value%'. `%` and `_` in the value are wildcards unless `autoescape` is set, as in SQLAlchemy. */
  startsWith(value: string, options: { autoescape?: boolean } = {}): BooleanExpression {
    return this.#likeText('', value, '%', options.autoescape);
  }
  endsWith(value: string, options: { autoescape?: boolean } = {}): BooleanExpression {
    return this.#likeText('%', value, '', options.autoescape);
  }
  contains(value: string, options: { autoescape?: boolean } = {}): BooleanExpression {
    return this.#likeText('%', value, '%', options.autoescape);
  }

  /** `+`; concatenation when the expression is text. */
  add(other: Operand<T>): ColumnElement<T> {
    return isText(this.type) ? this.concat(other) : this.#arithmetic('+', other, PRECEDENCE.additive);
  }
  sub(other: Operand<T>): ColumnElement<T> {
    return this.#arithmetic('-', other, PRECEDENCE.additive);
  }
  mul(other: Operand<T>): ColumnElement<T> {
    return this.#arithmetic('*', other, PRECEDENCE.multiplicative);
  }
  mod(other: Operand<T>): ColumnElement<T> {
    return this.#arithmetic('%', other, PRECEDENCE.multiplicative);
  }
  /** True division, also of integers, on every dialect. */
  div(other: Operand<T>): ColumnElement<T> {
    const right = coerce(other, operandType(this.type, other));
    const whole = this.type.kind === 'integer' && right.type.kind === 'integer';
    const template = (dialect: DialectName) => {
      if (!whole || dialect === 'mysql') return ['', ' / ', ''];
      return dialect === 'sqlite' ? ['', ' / (', ' + 0.0)'] : ['', ' / cast(', ' as numeric)'];
    };
    return new Operation(template, [this, right], whole ? floatType : this.type, PRECEDENCE.multiplicative);
  }
  concat(other: Operand<T>): ColumnElement<T> {
    const template = (dialect: DialectName) =>
      dialect === 'mysql' ? ['concat(', ', ', ')'] : ['', ' || ', ''];
    return new Operation(
      template,
      [this, coerce(other, this.type)],
      this.type,
      PRECEDENCE.additive,
      PRECEDENCE.additive,
    );
  }

  /** Names the expression: `func.count().label('n')` gives rows with `n`. */
  label<L extends string>(name: L): Label<T, L> {
    return new Label<T, L>(this, name);
  }
  asc(): Ordering {
    return new Ordering(this, 'asc');
  }
  desc(): Ordering {
    return new Ordering(this, 'desc');
  }

  #compare(operator: string, other: unknown): BooleanExpression {
    return compare(operator, ['', ` ${operator} `, ''], [this, coerce(other, this.type)]);
  }

  #arithmetic(operator: string, other: unknown, precedence: number): ColumnElement<T> {
    const right = coerce(other, operandType(this.type, other));
    const type = this.type.kind === 'integer' ? right.type : this.type;
    const associative = operator === '+' || operator === '*';
    const tightness = associative ? precedence : precedence + 1;
    return new Operation(['', ` ${operator} `, ''], [this, right], type, precedence, tightness, operator);
  }

  #in(operator: string, values: readonly unknown[] | Query): BooleanExpression {
    if (isQuery(values)) {
      return new Operation(
        ['', ` ${operator} `, ''],
        [this, new ScalarQuery(values)],
        booleanType,
        PRECEDENCE.comparison,
      );
    }
    if (values.length === 0) {
      // No database takes an empty list, so the outcome is written as a constant, as SQLAlchemy does.
      return new Operation([operator === 'in' ? '1 != 1' : '1 = 1'], [], booleanType, PRECEDENCE.comparison);
    }
    const template = ['', ` ${operator} (`, ...Array<string>(values.length - 1).fill(', '), ')'];
    return compare(operator, template, [this, ...values.map((value) => coerce(value, this.type))]);
  }

  #likeText(before: string, value: string, after: string, autoescape = false): BooleanExpression {
    const text = autoescape ? value.replace(/[/%_]/g, '/$&') : value;
    const pattern = coerce(`${before}${text}${after}`, this.type);
    const template = ['', ' like ', autoescape ? " escape '/'" : ''];
    return new Operation(template, [this, pattern], booleanType, PRECEDENCE.comparison);
  }
}

/** An operator or function applied to operands: a template whose holes the operands fill. */
export class Operation<T> extends ColumnElement<T> {
  readonly key: string | undefined = undefined;

  constructor(
    private readonly template: Template,
    readonly operands: readonly ColumnElement[],
    readonly type: ColumnType,
    override readonly precedence: number,
    /** Operands that bind less tightly than this are put in parentheses. */
    private readonly operandPrecedence = precedence + 1,
    /** What it does, where the program can work it out by itself (see orm/evaluate.ts). */
    readonly operator?: string,
  ) {
    super();
  }

  toNode(context: CompileContext): OperationNode {
    const fragments = typeof this.template === 'function' ? this.template(context.dialect) : this.template;
    const holes = this.operands.map((operand) => {
      const node = operand.toNode(context);
      return operand.precedence >= this.operandPrecedence ? node : ParensNode.create(node);
    });
    return RawNode.create([...fragments], holes);
  }

  *froms(): Iterable<FromClause> {
    for (const operand of this.operands) yield* operand.froms();
  }
}

function compare(
  operator: string,
  template: Template,
  operands: readonly ColumnElement[],
): BooleanExpression {
  return new Operation(
    template,
    operands,
    booleanType,
    PRECEDENCE.comparison,
    PRECEDENCE.comparison + 1,
    operator,
  );
}

/** A value sent as a parameter. */
export class BindParameter<T> extends ColumnElement<T> {
  readonly key = undefined;

  constructor(
    readonly value: T,
    readonly type: ColumnType,
  ) {
    super();
  }

  toNode(context: CompileContext): OperationNode {
    return ValueNode.create(bindValue(this.value, this.type, context.dialect));
  }

  *froms(): Iterable<FromClause> {}
}

/** A SELECT used as a value. */
export class ScalarQuery<T> extends ColumnElement<T> {
  readonly key = undefined;

  constructor(private readonly query: Query<T>) {
    super();
  }

  get type(): ColumnType {
    return this.query.scalarType;
  }

  toNode(context: CompileContext): OperationNode {
    return ParensNode.create(this.query.queryNode(context));
  }

  *froms(): Iterable<FromClause> {}
}

/** A named expression. */
export class Label<T, L extends string> extends ColumnElement<T, L> {
  override readonly precedence: number;

  constructor(
    readonly element: ColumnElement<T>,
    readonly key: L,
  ) {
    super();
    this.precedence = element.precedence;
  }

  get type(): ColumnType {
    return this.element.type;
  }

  toNode(context: CompileContext): OperationNode {
    return this.element.toNode(context);
  }

  override selectNode(context: CompileContext): OperationNode {
    return RawNode.create(['', ' as ', ''], [this.element.toNode(context), IdentifierNode.create(this.key)]);
  }

  override orderNode(): OperationNode {
    return IdentifierNode.create(this.key);
  }

  froms(): Iterable<FromClause> {
    return this.element.froms();
  }
}

/** An ORDER BY item. */
export class Ordering {
  constructor(
    readonly element: ColumnElement,
    readonly direction: 'asc' | 'desc',
    readonly nulls?: 'first' | 'last',
  ) {}

  nullsFirst(): Ordering {
    return new Ordering(this.element, this.direction, 'first');
  }
  nullsLast(): Ordering {
    return new Ordering(this.element, this.direction, 'last');
  }

  toNode(context: CompileContext): OperationNode {
    const suffix = ` ${this.direction}${this.nulls === undefined ? '' : ` nulls ${this.nulls}`}`;
    return RawNode.create(['', suffix], [this.element.orderNode(context)]);
  }
}

/** Converts a value for the driver; `null` and `undefined` are NULL whatever the type. */
export function bindValue(value: unknown, type: ColumnType, dialect: DialectName): unknown {
  return value === null || value === undefined ? null : type.bind(value, dialect);
}

/** Whether a value is a SELECT that can stand in an expression. */
export function isQuery(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && 'queryNode' in value;
}

/**
 * Makes an expression of an operand: expressions stay, a SELECT becomes a scalar subquery, values become parameters.
 * @param type how a value is converted; worked out from the value when left out
 * @throws ArgumentError for `undefined`, which is a missing value more often than a NULL
 */
export function coerce(value: unknown, type?: ColumnType): ColumnElement {
  if (value instanceof ColumnElement) return value as ColumnElement;
  if (isQuery(value)) return new ScalarQuery(value);
  if (value === undefined) {
    throw new ArgumentError('undefined cannot be used in an SQL expression; use null for NULL');
  }
  return new BindParameter(value, type ?? typeOfValue(value));
}

/** Numbers in arithmetic keep their own kind: `quantity * 1.5` must not squeeze 1.5 into an integer parameter. */
function operandType(type: ColumnType, other: unknown): ColumnType | undefined {
  return typeof other === 'number' && !Number.isInteger(other) ? undefined : type;
}

function isText(type: ColumnType): boolean {
  return type.kind === 'string' || type.kind === 'text' || type.kind === 'enum';
}

/** What can be selected, and ordered by. */
export type ColumnExpression<T = unknown> = ColumnElement<T> | Ordering;
