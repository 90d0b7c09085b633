import type { Executable } from '../core/contracts.js';
import { runSync } from '../core/flow.js';
import { Connection, type Engine } from '../engine/sync.js';
import type { Result, ScalarResult } from '../result/result.js';
import type { ScalarOf } from '../result/row.js';
import type { MappedClass } from '../sql/entity.js';
import { begin, sessionBlock } from './blocks.js';
import { mergeInstance } from './merge.js';
import { SessionBase } from './session-base.js';
import type { SessionOptions } from './session-core.js';
import type { GetOptions } from './session-statements.js';
import type { SessionTransactionCore } from './session-transaction.js';

/** A primary key: a value, the values of several columns in order, or by name. */
export type Identity = unknown;

/** What `begin()` and `beginNested()` give. `using tx = session.beginNested()` rolls back unless it was committed. */
export class SessionTransaction implements Disposable {
  /** Use `Session.begin()` or `beginNested()`. */
  constructor(
    readonly core: SessionTransactionCore,
    readonly session: Session,
  ) {}

  get isActive(): boolean {
    return this.core.isActive;
  }
  get nested(): boolean {
    return this.core.nested;
  }
  /** Flushes and commits. */
  commit(): void {
    runSync(this.core.commit());
  }
  rollback(): void {
    runSync(this.core.rollback());
  }
  /** Rolls back unless already committed or rolled back. */
  close(): void {
    runSync(this.core.rollback());
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

/** A unit of work on a database: instances that belong together, and a transaction. Closed at the end of `using`. */
export class Session extends SessionBase implements Disposable {
  readonly #bind: Engine | Connection | undefined;

  /** @param bind an engine, or a connection; may be given as an option too */
  constructor(
    bind?: Engine | Connection | (SessionOptions & { bind?: Engine | Connection }),
    options: SessionOptions = {},
  ) {
    const given = isBind(bind) ? { ...options, bind } : { ...bind, ...options };
    super(given.bind, false, given);
    this.#bind = given.bind;
  }

  get bind(): Engine | Connection | undefined {
    return this.#bind;
  }

  /** Executes a statement. Entities it selects become instances of this session. */
  execute<Row>(statement: Executable<Row>, parameters?: unknown): Result<Row> {
    return runSync(this.core.execute(statement, parameters));
  }
  /** The first value of the first row, or `null`. */
  scalar<Row>(statement: Executable<Row>, parameters?: unknown): ScalarOf<Row> | null {
    return this.execute(statement, parameters).scalar();
  }
  /** The first value of each row. */
  scalars<Row>(statement: Executable<Row>, parameters?: unknown): ScalarResult<ScalarOf<Row>> {
    return this.execute(statement, parameters).scalars();
  }
  /** The instance with a primary key, or `null`; without a SELECT when it is in the session. */
  get<T extends object>(entity: MappedClass<T>, identity: Identity, options?: GetOptions): T | null {
    return runSync(this.core.get(entity, identity, options)) as T | null;
  }
  /** As {@link get}; throws NoResultFound when there is no such row. */
  getOne<T extends object>(entity: MappedClass<T>, identity: Identity, options?: GetOptions): T {
    return runSync(this.core.getOne(entity, identity, options)) as T;
  }
  /** Loads an instance again: all its columns, or the attributes named. */
  refresh(instance: object, attributeNames?: readonly string[]): void {
    runSync(this.core.refresh(instance, attributeNames));
  }
  /** Marks an instance for deletion, with what its delete cascade reaches. */
  delete(instance: object): void {
    runSync(this.core.delete(instance));
  }
  /** Copies an instance's attributes onto the one of this session with the same key, and gives that one. */
  merge<T extends object>(instance: T): T {
    return runSync(mergeInstance(this.core, instance)) as T;
  }
  /** Writes changes to the database, within the transaction. */
  flush(): void {
    runSync(this.core.flush());
  }

  /** Begins a transaction. With a function: commits when it returns, rolls back when it throws. */
  begin(): SessionTransaction;
  begin<T>(fn: (transaction: SessionTransaction) => T): T;
  begin<T>(fn?: (transaction: SessionTransaction) => T): SessionTransaction | T {
    const start = () => begin(this.core);
    if (fn === undefined) return new SessionTransaction(runSync(start()), this);
    return this.#block('begin', start, fn);
  }
  /** Flushes and sets a savepoint. With a function: releases it when it returns, rolls back to it when it throws. */
  beginNested(): SessionTransaction;
  beginNested<T>(fn: (transaction: SessionTransaction) => T): T;
  beginNested<T>(fn?: (transaction: SessionTransaction) => T): SessionTransaction | T {
    const start = () => this.core.beginNested();
    if (fn === undefined) return new SessionTransaction(runSync(start()), this);
    return this.#block('beginNested', start, fn);
  }
  #block<T>(
    method: string,
    start: () => ReturnType<typeof begin>,
    fn: (transaction: SessionTransaction) => T,
  ): T {
    const run = (core: SessionTransactionCore) => fn(new SessionTransaction(core, this));
    return runSync(sessionBlock(this.core, `Session.${method}()`, start, run, (flow) => flow()));
  }

  /** Flushes and commits. */
  commit(): void {
    runSync(this.core.commit());
  }
  rollback(): void {
    runSync(this.core.rollback());
  }
  /** Takes all instances out of the session and gives its connection back. It can be used again. */
  close(): void {
    runSync(this.core.close());
  }
  /** Same as {@link close}. */
  reset(): void {
    this.close();
  }
  /** The connection of the session's transaction. */
  connection(): Connection {
    if (this.#bind instanceof Connection) return this.#bind;
    return new Connection(runSync(this.core.connection()), this.#bind as Engine);
  }
  /** Runs a function during which SELECTs do not flush. */
  noAutoflush<T>(fn: () => T): T {
    const before = this.autoflush;
    this.autoflush = false;
    try {
      return fn();
    } finally {
      this.autoflush = before;
    }
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

function isBind(value: unknown): value is Engine | Connection {
  // Whatever is not an object of options is taken for a bind, and refused if it is none.
  return typeof value !== 'object' || value === null ? value !== undefined : 'core' in value;
}
