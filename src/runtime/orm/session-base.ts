import { inspect } from 'node:util';
import { ArgumentError } from '../core/errors.js';
import { ConnectionCore } from '../engine/connection.js';
import { EngineCore } from '../engine/engine.js';
import { SessionCore, type SessionOptions } from './session-core.js';
import { findState } from './state.js';

/** What `Session` and `AsyncSession` have in common: everything that never talks to the database. */
export abstract class SessionBase {
  /** The session without a face. */
  readonly core: SessionCore;

  protected constructor(bind: unknown, isAsync: boolean, options: SessionOptions) {
    const core = (bind as { core?: unknown; isAsync?: boolean } | undefined)?.core;
    if (bind !== undefined && !(core instanceof EngineCore) && !(core instanceof ConnectionCore)) {
      throw new ArgumentError(`A session is bound to an engine or a connection, got ${inspect(bind)}`);
    }
    if (core !== undefined && (bind as { isAsync: boolean }).isAsync !== isAsync) {
      throw new ArgumentError(
        isAsync
          ? 'AsyncSession expects an AsyncEngine or AsyncConnection (createAsyncEngine), got one of the synchronous face'
          : 'Session expects an Engine or Connection (createEngine), got one of the asynchronous face: use AsyncSession',
      );
    }
    this.core = new SessionCore(core as EngineCore | undefined, isAsync, options);
  }

  /** Whether SELECTs flush first. */
  get autoflush(): boolean {
    return this.core.autoflush;
  }
  set autoflush(value: boolean) {
    this.core.autoflush = value;
  }
  /** Instances that are to be inserted. */
  get new(): object[] {
    return [...this.core.pending].map(({ instance }) => instance);
  }
  /** Persistent instances that have changed. */
  get dirty(): object[] {
    const states = [...this.core.modified].filter(
      (state) => state.status === 'persistent' && !this.core.doomed.has(state),
    );
    return states.map(({ instance }) => instance);
  }
  /** Instances that are to be deleted. */
  get deleted(): object[] {
    return [...this.core.doomed].map(({ instance }) => instance);
  }
  /** Whether a transaction is under way and can be committed. */
  get isActive(): boolean {
    return this.core.transaction?.isActive ?? true;
  }

  /** Puts an instance into the session, with what it leads to; it is written by the next flush. */
  add(instance: object): void {
    this.core.add(instance);
  }
  addAll(instances: Iterable<object>): void {
    for (const instance of instances) this.core.add(instance);
  }
  /** Takes an instance out of the session. */
  expunge(instance: object): void {
    this.core.expunge(instance);
  }
  expungeAll(): void {
    this.core.expungeAll();
  }
  /** Has attributes loaded again when they are read next; all of them unless some are named. */
  expire(instance: object, attributeNames?: readonly string[]): void {
    this.core.expire(instance, attributeNames);
  }
  expireAll(): void {
    this.core.expireAll();
  }
  /** Whether an instance has changes that the next flush would write. */
  isModified(instance: object): boolean {
    const state = this.core.stateWithin(instance);
    return state.modified || state.status === 'pending';
  }
  contains(instance: object): boolean {
    return findState(instance) !== undefined && this.core.contains(instance);
  }
  /** Iterates over the instances in the session. */
  *[Symbol.iterator](): Generator<object> {
    for (const { instance } of [...this.core.identityMap.states(), ...this.core.pending]) yield instance;
  }
  inTransaction(): boolean {
    return this.core.transaction !== undefined;
  }
  inNestedTransaction(): boolean {
    return this.core.transaction?.nested ?? false;
  }
}
