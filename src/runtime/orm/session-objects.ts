import { InvalidRequestError } from '../core/errors.js';
import type { ExpiredBy } from '../core/contracts.js';
import { cascadeStates } from './cascades.js';
import { IdentityMap } from './identity.js';
import type { SessionCore } from './session-core.js';
import type { SessionTransactionCore } from './session-transaction.js';
import { stateOf, type InstanceState } from './state.js';

/** The instances of a session, and the states they pass through. Never talks to the database. */
export abstract class SessionObjects {
  readonly identityMap = new IdentityMap();
  /** Instances that are to be inserted. */
  readonly pending = new Set<InstanceState>();
  /** Persistent instances that are to be deleted. */
  readonly doomed = new Set<InstanceState>();
  /** Instances a flush has to look at. */
  readonly modified = new Set<InstanceState>();
  #added = 0;

  /** Begins a transaction, if none is open, because something happened that belongs to one. */
  abstract autobegin(): SessionTransactionCore;

  /** Adds an instance, and what it leads to by the save-update cascade. */
  add(instance: object): void {
    this.addState(stateOf(instance));
  }

  addState(state: InstanceState): void {
    for (const reached of cascadeStates(state, 'save-update')) this.#attach(reached);
  }

  #attach(state: InstanceState): void {
    if (state.session === this.self && state.status !== 'deleted') {
      this.doomed.delete(state);
      return;
    }
    if (state.status === 'deleted') {
      throw new InvalidRequestError(
        `Instance '${state.toString()}' has been deleted. Make a new instance instead of adding it again.`,
      );
    }
    if (state.session !== undefined) {
      throw new InvalidRequestError(`Object '${state.toString()}' is already attached to another session`);
    }
    if (state.identity === undefined) this.pending.add(state);
    else {
      if (this.identityMap.find(state.mapper, state.identity) !== undefined) {
        throw new InvalidRequestError(
          `Can't attach instance ${state.toString()}; another instance with that key is already present in this session.`,
        );
      }
      this.identityMap.add(state);
    }
    this.autobegin();
    this.#added += 1;
    state.insertOrder = this.#added;
    state.status = state.identity === undefined ? 'pending' : 'persistent';
    state.session = this.self;
    if (state.modified) this.modified.add(state);
  }

  // Only SessionCore extends this class; states refer to it as what it is.
  protected get self(): SessionCore {
    return this as unknown as SessionCore;
  }

  /** An instance has changed. */
  noteModified(state: InstanceState): void {
    this.modified.add(state);
    this.autobegin();
  }

  contains(instance: object): boolean {
    const state = stateOf(instance);
    return state.session === this.self && state.status !== 'deleted';
  }

  /** @throws InvalidRequestError when the instance is not in this session */
  stateWithin(instance: object): InstanceState {
    const state = stateOf(instance);
    if (state.session !== this.self) {
      throw new InvalidRequestError(`Instance ${state.toString()} is not present in this Session`);
    }
    return state;
  }

  /** @throws InvalidRequestError when the instance is not persistent in this session */
  persistentState(instance: object): InstanceState {
    const state = stateOf(instance);
    if (state.session !== this.self || state.status !== 'persistent') {
      throw new InvalidRequestError(`Instance '${state.toString()}' is not persistent within this Session`);
    }
    return state;
  }

  /** Takes an instance out of the session, with what its expunge cascade reaches. */
  expunge(instance: object): void {
    for (const state of cascadeStates(this.stateWithin(instance), 'expunge')) {
      if (state.session === this.self) this.release(state);
    }
  }

  expungeAll(): void {
    for (const state of [...this.pending, ...this.identityMap.states()]) this.release(state);
    this.identityMap.clear();
  }

  /** Ends an instance's membership: a row makes it detached, none makes it transient. */
  release(state: InstanceState): void {
    this.pending.delete(state);
    this.doomed.delete(state);
    this.modified.delete(state);
    this.identityMap.remove(state);
    state.session = undefined;
    state.status = state.identity === undefined ? 'transient' : 'detached';
  }

  /** Has attributes loaded again when they are read next. */
  expire(instance: object, keys?: readonly string[]): void {
    const state = this.persistentState(instance);
    if (keys !== undefined) {
      this.expireState(state, 'expire', keys);
      return;
    }
    for (const reached of cascadeStates(state, 'refresh-expire')) {
      if (reached.status === 'persistent') this.expireState(reached, 'expire');
    }
  }

  expireState(state: InstanceState, by: ExpiredBy, keys?: readonly string[]): void {
    state.expire(by, keys);
    if (keys === undefined) this.modified.delete(state);
  }

  expireAll(by: ExpiredBy = 'expire'): void {
    for (const state of [...this.identityMap.states()]) this.expireState(state, by);
  }

  /** An INSERT has given the instance a row. */
  becamePersistent(state: InstanceState, transaction: SessionTransactionCore): void {
    this.pending.delete(state);
    state.status = 'persistent';
    this.identityMap.add(state);
    transaction.created.add(state);
  }

  /** A DELETE has taken the instance's row away. */
  becameDeleted(state: InstanceState, transaction: SessionTransactionCore): void {
    this.doomed.delete(state);
    this.modified.delete(state);
    this.identityMap.remove(state);
    state.status = 'deleted';
    transaction.deleted.add(state);
  }

  /** A transaction is committed: its changes become those of the one around it, or final. */
  finishCommit(transaction: SessionTransactionCore, expireOnCommit: boolean): void {
    const { parent } = transaction;
    if (parent !== undefined) {
      for (const state of transaction.created) parent.created.add(state);
      for (const state of transaction.changed) parent.changed.add(state);
      for (const state of transaction.deleted) parent.deleted.add(state);
      return;
    }
    if (expireOnCommit) this.expireAll('commit');
    for (const state of transaction.deleted) {
      state.session = undefined;
      state.status = 'detached';
    }
  }

  /** A transaction is rolled back: instances go back to what they were, and are loaded again. */
  undo(transaction: SessionTransactionCore): void {
    for (const state of new Set([...transaction.created, ...this.pending])) {
      this.identityMap.remove(state);
      state.identity = undefined;
      this.release(state);
    }
    for (const state of transaction.deleted) {
      if (transaction.created.has(state)) continue;
      state.status = 'persistent';
      state.session = this.self;
      this.identityMap.add(state);
    }
    this.doomed.clear();
    for (const state of [...this.identityMap.states()]) {
      if (!transaction.nested || state.modified || transaction.changed.has(state))
        this.expireState(state, 'rollback');
    }
  }
}
