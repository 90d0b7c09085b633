import { EventSink, eventSinks, type TraceEvent } from './engine/events.js';

export type { TraceEvent } from './engine/events.js';

/** A running record of every statement, parameter set and transaction event of all engines. */
export interface Trace extends Disposable {
  readonly events: TraceEvent[];
  stop(): void;
}

/** Starts recording; `using t = trace()` or `t.stop()` ends it. */
export function trace(): Trace {
  const events: TraceEvent[] = [];
  const sink = new EventSink((event) => events.push(event));
  eventSinks.add(sink);
  const stop = () => void eventSinks.delete(sink);
  return { events, stop, [Symbol.dispose]: stop };
}
