import { runSync } from '../core/flow.js';
import type { Connection, Engine } from '../engine/sync.js';
import { sessionmakerBlock } from './blocks.js';
import type { SessionOptions } from './session-core.js';
import { Session } from './session.js';

/** What sessions are made with. */
export interface SessionmakerOptions<S extends Session = Session> extends SessionOptions {
  bind?: Engine | Connection;
  /** A class derived from `Session`. */
  class_?: new (options: SessionmakerOptions) => S;
}

/** Makes sessions: `using session = SessionLocal()`. */
export interface Sessionmaker<S extends Session = Session> {
  /** @param overrides options for this session only */
  (overrides?: SessionmakerOptions<S>): S;
  /** Runs a function with a new session in a transaction: commits when it returns, rolls back when it throws. */
  begin<T>(fn: (session: S) => T): T;
  /** Changes the options of sessions yet to be made. */
  configure(options: SessionmakerOptions<S>): void;
}

/**
 * Makes a maker of sessions.
 * @param bind an engine or a connection; may be an option too: `sessionmaker({ bind: engine })`
 */
export function sessionmaker<S extends Session = Session>(
  bind?: Engine | Connection | SessionmakerOptions<S>,
  options: SessionmakerOptions<S> = {},
): Sessionmaker<S> {
  const isBind = bind !== undefined && 'core' in bind;
  const settings: SessionmakerOptions<S> = isBind ? { ...options, bind } : { ...bind, ...options };
  const make = (overrides: SessionmakerOptions<S> = {}): S => {
    const { class_ = Session as new (options: SessionmakerOptions) => S, ...rest } = {
      ...settings,
      ...overrides,
    };
    return new class_(rest);
  };
  return Object.assign(make, {
    begin<T>(fn: (session: S) => T): T {
      const session = make();
      return runSync(
        sessionmakerBlock(
          session.core,
          'sessionmaker.begin()',
          () => fn(session),
          (flow) => flow(),
        ),
      );
    },
    configure(changes: SessionmakerOptions<S>): void {
      Object.assign(settings, changes);
    },
  });
}
