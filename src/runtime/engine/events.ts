import type { ExpiredBy, StatementOrigin } from '../core/contracts.js';

/** What happens on a connection, in the order in which it happens. */
export type EventKind =
  'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to savepoint' | 'execute';

/** One step of a program's conversation with its databases. */
export interface TraceEvent {
  kind: EventKind;
  /** Number of the connection, 1 for the first one used; a connection is what `connect()` gives until it is closed. */
  connection: number;
  sql?: string;
  parameters?: readonly unknown[];
  origin?: StatementOrigin;
  /** With origin `refresh`: what made the refreshed attributes expire. */
  expiredBy?: ExpiredBy;
}

/** Receives events; numbers connections in the order in which it first hears of them. */
export class EventSink {
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  constructor(private readonly receive: (event: TraceEvent) => void) {}

  take(source: object, event: Omit<TraceEvent, 'connection'>): void {
    let connection = this.#numbers.get(source);
    if (connection === undefined) {
      connection = this.#last += 1;
      this.#numbers.set(source, connection);
    }
    const { kind, ...rest } = event;
    this.receive({ kind, connection, ...rest });
  }
}

/** Who wants to hear of events: open traces, and the recorder. */
export const eventSinks = new Set<EventSink>();

/** Tells everybody who listens. Called before the driver is, so that a step that fails is on record too. */
export function publish(source: object, event: Omit<TraceEvent, 'connection'>): void {
  for (const sink of eventSinks) sink.take(source, event);
}
