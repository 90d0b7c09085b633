import { coroutine } from '../core/coroutine.js';
import type { MaybePromise } from '../core/flow.js';
import type { AsyncConnection, AsyncEngine } from '../engine/async.js';
import { AsyncSession } from './async-session.js';
import { sessionmakerBlock } from './blocks.js';
import type { SessionOptions } from './session-core.js';

/** What asynchronous sessions are made with. */
export interface AsyncSessionmakerOptions<S extends AsyncSession = AsyncSession> extends SessionOptions {
  bind?: AsyncEngine | AsyncConnection;
  /** A class derived from `AsyncSession`. */
  class_?: new (options: AsyncSessionmakerOptions) => S;
}

/** Makes asynchronous sessions: `await using session = SessionLocal()`. The call itself is not awaited. */
export interface AsyncSessionmaker<S extends AsyncSession = AsyncSession> {
  /** @param overrides options for this session only */
  (overrides?: AsyncSessionmakerOptions<S>): S;
  /** Runs a function with a new session in a transaction: commits when it returns, rolls back when it throws. */
  begin<T>(fn: (session: S) => MaybePromise<T>): Promise<T>;
  /** Changes the options of sessions yet to be made. */
  configure(options: AsyncSessionmakerOptions<S>): void;
}

/**
 * Makes a maker of asynchronous sessions.
 * @param bind an engine or a connection; may be an option too: `asyncSessionmaker({ bind: engine })`
 */
export function asyncSessionmaker<S extends AsyncSession = AsyncSession>(
  bind?: AsyncEngine | AsyncConnection | AsyncSessionmakerOptions<S>,
  options: AsyncSessionmakerOptions<S> = {},
): AsyncSessionmaker<S> {
  const isBind = bind !== undefined && 'core' in bind;
  const settings: AsyncSessionmakerOptions<S> = isBind ? { ...options, bind } : { ...bind, ...options };
  const make = (overrides: AsyncSessionmakerOptions<S> = {}): S => {
    const { class_ = AsyncSession as new (options: AsyncSessionmakerOptions) => S, ...rest } = {
      ...settings,
      ...overrides,
    };
    return new class_(rest);
  };
  return Object.assign(make, {
    begin<T>(fn: (session: S) => MaybePromise<T>): Promise<T> {
      return coroutine('asyncSessionmaker.begin', () => {
        const session = make();
        const { core } = session;
        return sessionmakerBlock(
          core,
          'asyncSessionmaker.begin()',
          () => fn(session),
          (flow) => core.guarded('begin', flow),
        );
      });
    },
    configure(changes: AsyncSessionmakerOptions<S>): void {
      Object.assign(settings, changes);
    },
  });
}
