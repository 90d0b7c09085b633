import type { Executable, ExecuteOptions } from '../core/contracts.js';
import { ArgumentError, InvalidRequestError, NoResultFound, ObjectDeletedError } from '../core/errors.js';
import type { Flow } from '../core/flow.js';
import type { ConnectionCore } from '../engine/connection.js';
import { Result } from '../result/result.js';
import { rowFactory } from '../result/row.js';
import { convertRows } from '../sql/convert.js';
import { and } from '../sql/functions.js';
import { Select, select } from '../sql/select.js';
import { TextClause } from '../sql/text.js';
import { executeDml, isDml } from './bulk.js';
import { hydrate, type HydrateOptions } from './hydrate.js';
import { refreshExpired } from './lazy.js';
import { treeOf, type LoaderOption } from './loader-options.js';
import type { LoaderTree } from './loader-tree.js';
import { mapperOf, type Mapper } from './mapper.js';
import { planQuery } from './query-plan.js';
import { SessionObjects } from './session-objects.js';

/** Options of `session.get()`. */
export interface GetOptions {
  options?: readonly LoaderOption[];
  populateExisting?: boolean;
}

/** How a SELECT of the ORM's own is executed, and what becomes of its rows. */
export interface SelectOptions extends ExecuteOptions, HydrateOptions {
  tree?: LoaderTree | undefined;
}

/** What a session does with statements: executes them, and makes instances of what they select. */
export abstract class SessionStatements extends SessionObjects {
  /** The connection of the session's transaction. */
  abstract connection(): Flow<ConnectionCore>;
  /** Writes changes first, so that the query sees them, unless autoflush is off. */
  abstract flushBeforeQuery(): Flow<void>;

  /** Executes a statement; entities it selects become instances of this session. */
  *execute<R>(statement: Executable<R>, parameters?: unknown, options: ExecuteOptions = {}): Flow<Result<R>> {
    if (!isExecutable(statement)) {
      const hint = typeof statement === 'string' ? '; wrap SQL strings in text()' : '';
      throw new ArgumentError(`Executable SQL or text() construct expected, got ${String(statement)}${hint}`);
    }
    if (!(statement instanceof TextClause)) yield* this.flushBeforeQuery();
    if (statement instanceof Select) return yield* this.#executeSelect<R>(statement as Select, options);
    if (isDml(statement)) return yield* executeDml<R>(this.self, statement, parameters, options);
    const connection = yield* this.connection();
    return yield* connection.execute(statement, parameters, options);
  }

  *#executeSelect<R>(statement: Select, options: SelectOptions): Flow<Result<R>> {
    const plan = planQuery(statement);
    const values = yield* this.#rows(plan, options);
    const { keys, repeats } = plan;
    const rows = values.map(rowFactory(keys)) as R[];
    return new Result<R>({ keys, rows, returnsRows: true, rowcount: rows.length, needsUnique: repeats });
  }

  /** The rows of a SELECT of the ORM's own, as values of the program. */
  *select(
    statement: Select<unknown, readonly unknown[]>,
    options: SelectOptions & { autoflush?: boolean },
  ): Flow<unknown[][]> {
    if (options.autoflush === true) yield* this.flushBeforeQuery();
    return yield* this.#rows(planQuery(statement as Select, options.tree, options.columnsOnly), options);
  }

  *#rows(plan: ReturnType<typeof planQuery>, options: SelectOptions): Flow<unknown[][]> {
    const connection = yield* this.connection();
    const compiled = plan.statement.compile(connection.dialect);
    const result = yield* connection.executeCompiled(compiled, options);
    return yield* hydrate(this.self, plan, convertRows(result, plan.columns, connection.dialect), options);
  }

  /** The instance with a primary key, loaded from the database; `null` when there is no such row. */
  *selectByIdentity(
    mapper: Mapper,
    identity: readonly unknown[],
    options: SelectOptions,
  ): Flow<object | null> {
    const conditions = mapper.primaryKey.map((column, index) => column.eq(identity[index]));
    const rows = yield* this.select(select(mapper.cls).where(and(...conditions)), {
      autoflush: true,
      ...options,
    });
    return (rows[0]?.[0] as object | undefined) ?? null;
  }

  /** The instance with a primary key: from the identity map if it is there. */
  *get(
    cls: unknown,
    ident: unknown,
    { options = [], populateExisting }: GetOptions = {},
  ): Flow<object | null> {
    const mapper = mapperOf(cls);
    const identity = identityFrom(mapper, ident);
    const known = this.identityMap.find(mapper, identity);
    if (known !== undefined && populateExisting !== true) {
      if (!mapper.primaryKey.some(({ key }) => known.expired.has(key))) return known.instance;
      try {
        yield* refreshExpired(this.self, known);
        return known.instance;
      } catch (error) {
        if (error instanceof ObjectDeletedError) return null;
        throw error;
      }
    }
    return yield* this.selectByIdentity(mapper, identity, { tree: treeOf(options), populateExisting });
  }

  /** @throws NoResultFound when there is no such row */
  *getOne(cls: unknown, ident: unknown, options?: GetOptions): Flow<object> {
    const found = yield* this.get(cls, ident, options);
    if (found === null) throw new NoResultFound('No row was found when one was required');
    return found;
  }
}

function isExecutable(value: unknown): value is Executable {
  return typeof value === 'object' && value !== null && 'compile' in value && 'makeResult' in value;
}

/** @throws InvalidRequestError when the number of values is not that of primary key columns */
function identityFrom(mapper: Mapper, ident: unknown): unknown[] {
  const { primaryKey } = mapper;
  const byName =
    typeof ident === 'object' && ident !== null && !Array.isArray(ident) && !(ident instanceof Date);
  const values: unknown[] = byName
    ? primaryKey.map(({ key }) => (ident as Record<string, unknown>)[key])
    : Array.isArray(ident)
      ? ident
      : [ident];
  if (values.length !== primaryKey.length || values.includes(undefined)) {
    throw new InvalidRequestError(
      `Incorrect number of values in identifier to formulate primary key for session.get(${mapper.name}); primary key columns ` +
        `are ${primaryKey.map(({ key }) => `'${key}'`).join(', ')}`,
    );
  }
  return values;
}
