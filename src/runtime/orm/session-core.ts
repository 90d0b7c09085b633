import type { Executable, ExecuteOptions } from '../core/contracts.js';
import {
  ArgumentError,
  IllegalStateChangeError,
  InvalidRequestError,
  NoResultFound,
  ObjectDeletedError,
  UnboundExecutionError,
} from '../core/errors.js';
import { runSync, type Flow } from '../core/flow.js';
import type { ConnectionCore } from '../engine/connection.js';
import type { EngineCore } from '../engine/engine.js';
import { Result } from '../result/result.js';
import { rowFactory } from '../result/row.js';
import { convertRows } from '../sql/convert.js';
import { and } from '../sql/functions.js';
import { Select, select } from '../sql/select.js';
import { TextClause } from '../sql/text.js';
import { executeDml, isDml } from './bulk.js';
import { deleteCascade } from './cascades.js';
import { hydrate, type HydrateOptions } from './hydrate.js';
import { loadAttribute, missingGreenlet, refreshExpired } from './lazy.js';
import { treeOf, type LoaderOption } from './loader-options.js';
import type { LoaderTree } from './loader-tree.js';
import { mapperOf, type Mapper } from './mapper.js';
import { planQuery } from './query-plan.js';
import { SessionObjects } from './session-objects.js';
import { SessionTransactionCore, alreadyBegun } from './session-transaction.js';
import { stateOf, type InstanceState } from './state.js';
import { flushSession } from './unit-of-work.js';

/** Options of a session. */
export interface SessionOptions {
  /** Flush before SELECTs, so that they see what has been changed: on by default. */
  autoflush?: boolean;
  /** Have attributes loaded again after a commit: on by default. */
  expireOnCommit?: boolean;
  /** Begin a transaction when the first operation needs one: on by default. */
  autobegin?: boolean;
  /** `false`: a session that was closed cannot be used again. */
  closeResetsOnly?: boolean;
}

/** Options of `session.get()`. */
export interface GetOptions {
  options?: readonly LoaderOption[];
  populateExisting?: boolean;
}

interface SelectOptions extends ExecuteOptions, HydrateOptions {
  tree?: LoaderTree | undefined;
}

/** A session without a face: unit of work, identity map and transaction. `Session` and `AsyncSession` wrap it. */
export class SessionCore extends SessionObjects {
  transaction: SessionTransactionCore | undefined;
  autoflush: boolean;
  readonly expireOnCommit: boolean;
  #flushing = false;
  #closed = false;
  #provisioning = false;
  #busy: string | undefined;

  constructor(
    readonly bind: EngineCore | ConnectionCore | undefined,
    readonly isAsync: boolean,
    private readonly options: SessionOptions,
  ) {
    super();
    this.autoflush = options.autoflush ?? true;
    this.expireOnCommit = options.expireOnCommit ?? true;
  }

  /** @throws UnboundExecutionError for a session made without an engine */
  requireBind(): EngineCore | ConnectionCore {
    if (this.bind === undefined) {
      throw new UnboundExecutionError('This Session is not bound to an engine or connection: give it one, as in new Session(engine)');
    }
    return this.bind;
  }

  // --- transactions

  override autobegin(): SessionTransactionCore {
    if (this.transaction === undefined) {
      if (this.options.autobegin === false) {
        throw new InvalidRequestError('Autobegin is disabled on this Session; please call session.begin() to start a new transaction');
      }
      this.#start();
    }
    return this.transaction as unknown as SessionTransactionCore;
  }

  #start(): SessionTransactionCore {
    if (this.#closed && this.options.closeResetsOnly === false) {
      throw new InvalidRequestError('This Session has been permanently closed and is unable to handle any more transaction requests.');
    }
    return (this.transaction = new SessionTransactionCore(this, undefined));
  }

  /** @throws InvalidRequestError when a transaction is open already, be it by autobegin */
  begin(): SessionTransactionCore {
    if (this.transaction !== undefined) alreadyBegun();
    return this.#start();
  }

  /** Flushes, and goes on within a savepoint. */
  *beginNested(): Flow<SessionTransactionCore> {
    const parent = this.autobegin();
    parent.assertActive();
    yield* this.flush();
    return (this.transaction = new SessionTransactionCore(this, parent));
  }

  *commit(): Flow<void> {
    let transaction = this.autobegin();
    while (transaction.parent !== undefined) transaction = transaction.parent;
    yield* transaction.commit();
  }

  *rollback(): Flow<void> {
    let transaction = this.transaction;
    while (transaction?.parent !== undefined) transaction = transaction.parent;
    if (transaction !== undefined) yield* transaction.rollback();
  }

  /** Takes all instances out, and gives the connection back. */
  *close(): Flow<void> {
    this.#closed = true;
    this.expungeAll();
    let transaction = this.transaction;
    while (transaction?.parent !== undefined) transaction = transaction.parent;
    if (transaction !== undefined) yield* transaction.close();
  }

  committed(transaction: SessionTransactionCore): void {
    this.finishCommit(transaction, this.expireOnCommit);
  }
  rolledBack(transaction: SessionTransactionCore): void {
    this.undo(transaction);
  }

  *connection(): Flow<ConnectionCore> {
    return yield* this.autobegin().connection();
  }

  /** Marks the time in which the session waits for its connection. */
  *provisioned<T>(connect: Flow<T>): Flow<T> {
    this.#provisioning = true;
    try {
      return yield* connect;
    } finally {
      this.#provisioning = false;
    }
  }

  /**
   * Keeps operations of an asynchronous session apart.
   * @throws InvalidRequestError, IllegalStateChangeError when one is under way, with SQLAlchemy's words
   */
  *guarded<T>(method: string, flow: () => Flow<T>): Flow<T> {
    if (this.#provisioning) {
      throw new InvalidRequestError(
        'This session is provisioning a new connection; concurrent operations are not permitted',
        { code: 'isce' },
      );
    }
    if (this.#busy !== undefined) {
      throw new IllegalStateChangeError(
        `Method '${method}()' can't be called here; method '${this.#busy}()' is already in progress and this would cause ` +
          'an unexpected state change. Await one operation of a session before the next, or use a session per task',
        { code: 'isce' },
      );
    }
    this.#busy = method;
    try {
      return yield* flow();
    } finally {
      this.#busy = undefined;
    }
  }

  // --- flushing

  get isClean(): boolean {
    return this.pending.size === 0 && this.doomed.size === 0 && this.modified.size === 0;
  }

  /** @throws InvalidRequestError when a flush is under way */
  *flush(): Flow<void> {
    if (this.#flushing) throw new InvalidRequestError('Session is already flushing');
    if (this.isClean) return;
    const transaction = this.autobegin();
    transaction.assertActive();
    this.#flushing = true;
    try {
      yield* flushSession(this, transaction);
    } catch (error) {
      yield* transaction.deactivate(error);
      throw error;
    } finally {
      this.#flushing = false;
    }
  }

  /** Flushes until nothing is left: what a flush does may change more. */
  *flushAll(): Flow<void> {
    for (let round = 0; round < 100 && !this.isClean; round += 1) yield* this.flush();
  }

  *#autoflush(): Flow<void> {
    if (this.autoflush && !this.#flushing) yield* this.flush();
  }

  // --- statements

  /** Executes a statement; entities it selects become instances of this session. */
  *execute<R>(statement: Executable<R>, parameters?: unknown, options: ExecuteOptions = {}): Flow<Result<R>> {
    if (!isExecutable(statement)) {
      const hint = typeof statement === 'string' ? '; wrap SQL strings in text()' : '';
      throw new ArgumentError(`Executable SQL or text() construct expected, got ${String(statement)}${hint}`);
    }
    if (!(statement instanceof TextClause)) yield* this.#autoflush();
    if (statement instanceof Select) return yield* this.#executeSelect<R>(statement as Select, options);
    if (isDml(statement)) return yield* executeDml<R>(this, statement, parameters, options);
    const connection = yield* this.connection();
    return yield* connection.execute(statement, parameters, options);
  }

  *#executeSelect<R>(statement: Select, options: SelectOptions): Flow<Result<R>> {
    const plan = planQuery(statement);
    const values = yield* this.#rows(plan, options);
    const { keys, repeats } = plan;
    const rows = values.map(rowFactory<R>(keys));
    return new Result<R>({ keys, rows, returnsRows: true, rowcount: rows.length, needsUnique: repeats });
  }

  /** The rows of a SELECT of the ORM's own, as values of the program. */
  *select(statement: Select<unknown, readonly unknown[]>, options: SelectOptions & { autoflush?: boolean }): Flow<unknown[][]> {
    if (options.autoflush === true) yield* this.#autoflush();
    return yield* this.#rows(planQuery(statement as Select, options.tree, options.columnsOnly), options);
  }

  *#rows(plan: ReturnType<typeof planQuery>, options: SelectOptions): Flow<unknown[][]> {
    const connection = yield* this.connection();
    const compiled = plan.statement.compile(connection.dialect);
    const result = yield* connection.executeCompiled(compiled, options);
    return yield* hydrate(this, plan, convertRows(result, plan.columns, connection.dialect), options);
  }

  /** The instance with a primary key, loaded from the database; `null` when there is no such row. */
  *selectByIdentity(mapper: Mapper, identity: readonly unknown[], options: SelectOptions): Flow<object | null> {
    const conditions = mapper.primaryKey.map((column, index) => column.eq(identity[index]));
    const rows = yield* this.select(select(mapper.cls).where(and(...conditions)), { autoflush: true, ...options });
    return (rows[0]?.[0] as object | undefined) ?? null;
  }

  /** The instance with a primary key: from the identity map if it is there. */
  *get(cls: unknown, ident: unknown, { options = [], populateExisting }: GetOptions = {}): Flow<object | null> {
    const mapper = mapperOf(cls);
    const identity = identityFrom(mapper, ident);
    const known = this.identityMap.find(mapper, identity);
    if (known !== undefined && populateExisting !== true) {
      if (!mapper.primaryKey.some(({ key }) => known.expired.has(key))) return known.instance;
      try {
        yield* refreshExpired(this, known);
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

  // --- instances

  /** Marks an instance for deletion, and what its delete cascade reaches. */
  *delete(instance: object): Flow<void> {
    const start = this.#deletable(instance);
    for (const state of yield* deleteCascade(this, start)) {
      if (state.status === 'pending') this.release(state);
      else if (state.status === 'persistent') this.doomed.add(state);
    }
  }

  /** @throws InvalidRequestError for an instance that has no row, or belongs to another session */
  #deletable(instance: object): InstanceState {
    const state = stateOf(instance);
    if (state.identity === undefined) throw new InvalidRequestError(`Instance '${state.toString()}' is not persisted`);
    if (state.session !== this) this.addState(state);
    this.autobegin();
    return state;
  }

  /** Loads an instance again: its columns, or the attributes named. */
  *refresh(instance: object, keys?: readonly string[]): Flow<void> {
    const state = this.persistentState(instance);
    yield* this.#autoflush();
    const relationships = (keys ?? []).filter((key) => state.mapper.relationships.has(key));
    const columns = keys === undefined ? undefined : keys.filter((key) => !relationships.includes(key));
    this.expireState(state, 'expire', keys);
    if (columns === undefined || columns.length > 0) {
      const options: SelectOptions = { origin: 'refresh', columnsOnly: columns !== undefined };
      const found = yield* this.selectByIdentity(state.mapper, state.identity ?? [], options);
      if (found === null) throw new InvalidRequestError(`Could not refresh instance '${state.toString()}'`);
    }
    for (const key of relationships) yield* loadAttribute(this, state, key);
  }

  /**
   * Loads an attribute because the program reads it.
   * @throws MissingGreenlet on the asynchronous face, where a read cannot wait
   */
  readAttribute(state: InstanceState, key: string): void {
    if (this.isAsync) throw missingGreenlet(state, key);
    runSync(loadAttribute(this, state, key));
  }

  /** Loads an attribute for `awaitableAttrs`. */
  loadAttributeGuarded<T>(state: InstanceState, key: string, read: () => T): Flow<T> {
    const load = () => loadAttribute(this, state, key);
    const { isAsync } = this;
    const guarded = () => (isAsync ? this.guarded(`awaitableAttrs.${key}`, load) : load());
    return (function* () {
      yield* guarded();
      return read();
    })();
  }
}

function isExecutable(value: unknown): value is Executable {
  return typeof value === 'object' && value !== null && 'compile' in value && 'makeResult' in value;
}

/** @throws InvalidRequestError when the number of values is not that of primary key columns */
function identityFrom(mapper: Mapper, ident: unknown): unknown[] {
  const { primaryKey } = mapper;
  const byName = typeof ident === 'object' && ident !== null && !Array.isArray(ident) && !(ident instanceof Date);
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
