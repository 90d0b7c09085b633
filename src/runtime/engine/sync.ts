import type { Executable, Face } from '../core/contracts.js';
import { runSync, type Flow } from '../core/flow.js';
import type { Result, ScalarResult } from '../result/result.js';
import type { Row, ScalarOf } from '../result/row.js';
import { engineBlock, transactionBlock } from './blocks.js';
import type { ConnectionCore } from './connection.js';
import { EngineCore } from './engine.js';
import type { EngineOptions } from './options.js';
import type { TransactionCore } from './transaction.js';
import type { URL } from './url.js';

/** A transaction or savepoint. `using tx = connection.begin()` rolls back unless it was committed. */
export class Transaction implements Disposable {
  /** Use `Connection.begin()` or `beginNested()`. */
  constructor(
    readonly core: TransactionCore,
    readonly connection: Connection,
  ) {}

  get isActive(): boolean {
    return this.core.isActive;
  }
  commit(): void {
    runSync(this.core.commit());
  }
  rollback(): void {
    runSync(this.core.rollback());
  }
  /** Rolls back unless already committed or rolled back. */
  close(): void {
    runSync(this.core.close());
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

/** A database connection; the first statement begins a transaction, `commit()` or `rollback()` ends it. */
export class Connection implements Face, Disposable {
  readonly isAsync = false;
  readonly #transactions = new WeakMap<TransactionCore, Transaction>();

  /** Use `Engine.connect()`. */
  constructor(
    readonly core: ConnectionCore,
    readonly engine: Engine,
  ) {}

  /** For the runtime itself: see {@link Face}. */
  run<T>(_name: string, flow: () => Flow<T>): T {
    return runSync(flow());
  }

  get closed(): boolean {
    return this.core.closed;
  }
  get dialect(): { name: string; driver: string } {
    return this.engine.dialect;
  }
  /** @throws ObjectNotExecutableError, and what the database says as IntegrityError, OperationalError, … */
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
  /** SQL text in the driver's own style, with `?` or `$1` for positional parameters. */
  execDriverSql(sql: string, parameters?: readonly unknown[]): Result<Row> {
    return runSync(this.core.execDriverSql(sql, parameters));
  }

  /** Begins a transaction. With a function: commits when it returns, rolls back when it throws. */
  begin(): Transaction;
  begin<T>(fn: (transaction: Transaction) => T): T;
  begin<T>(fn?: (transaction: Transaction) => T): Transaction | T {
    if (fn === undefined) return this.#face(runSync(this.core.begin()));
    return runSync(transactionBlock('Connection.begin()', this.core.begin(), (tx) => fn(this.#face(tx))));
  }
  /** Sets a savepoint. With a function: releases it when it returns, rolls back to it when it throws. */
  beginNested(): Transaction;
  beginNested<T>(fn: (transaction: Transaction) => T): T;
  beginNested<T>(fn?: (transaction: Transaction) => T): Transaction | T {
    if (fn === undefined) return this.#face(runSync(this.core.beginNested()));
    return runSync(
      transactionBlock('Connection.beginNested()', this.core.beginNested(), (tx) => fn(this.#face(tx))),
    );
  }
  commit(): void {
    runSync(this.core.commit());
  }
  rollback(): void {
    runSync(this.core.rollback());
  }
  /** Rolls back what is open and gives the connection back to the pool. */
  close(): void {
    runSync(this.core.close());
  }
  inTransaction(): boolean {
    return this.core.inTransaction();
  }
  inNestedTransaction(): boolean {
    return this.core.inNestedTransaction();
  }
  getTransaction(): Transaction | null {
    return this.core.transaction === undefined ? null : this.#face(this.core.transaction);
  }
  getNestedTransaction(): Transaction | null {
    return this.core.nestedTransaction === undefined ? null : this.#face(this.core.nestedTransaction);
  }
  [Symbol.dispose](): void {
    this.close();
  }

  #face(core: TransactionCore): Transaction {
    const face = this.#transactions.get(core) ?? new Transaction(core, this);
    this.#transactions.set(core, face);
    return face;
  }
}

/** Where connections to one database come from. `using engine = createEngine(…)` disposes of it. */
export class Engine implements Face, Disposable {
  readonly isAsync = false;
  readonly core: EngineCore;

  /** Use {@link createEngine}. */
  constructor(url: string | URL, options: EngineOptions) {
    this.core = new EngineCore(url, this, options);
  }

  /** For the runtime itself: see {@link Face}. */
  run<T>(_name: string, flow: () => Flow<T>): T {
    return runSync(flow());
  }

  get url(): URL {
    return this.core.url;
  }
  /** Names of dialect and driver, as SQLAlchemy's: `postgresql`, `psycopg2`. */
  get dialect(): { name: string; driver: string } {
    return { name: this.core.url.getBackendName(), driver: this.core.driver.name };
  }
  get pool(): { status(): string } {
    return this.core.pool;
  }
  connect(): Connection {
    return new Connection(runSync(this.core.connect()), this);
  }
  /** Runs the function on a connection in a transaction: commit when it returns, rollback when it throws. */
  begin<T>(fn: (connection: Connection) => T): T {
    return runSync(engineBlock('Engine.begin()', this.core, (core) => fn(new Connection(core, this))));
  }
  /** Closes the pool's connections. */
  dispose(): void {
    runSync(this.core.dispose());
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
  toString(): string {
    return `Engine(${this.url.toString()})`;
  }
}
