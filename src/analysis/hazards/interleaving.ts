import type { ts } from '../../compiler/typescript.js';
import type { FunctionWithBody } from '../callables.js';
import { reaching, type Effects } from './effects.js';
import type { Event, EventReader, Routine } from './events.js';
import { follow } from './flow.js';

/** State that is read, then something is awaited, then the state is written: another call may have been in between. */
export interface Interleaving {
  state: ts.Symbol;
  read: ts.Node;
  awaited: ts.Node;
  written: ts.Node;
}

interface Seen {
  read: ts.Node;
  awaited?: ts.Node;
}

/** Finds what a function reads before an await that this change adds, and writes after it. One find for each state. */
export function interleavings(
  fn: Routine,
  reader: EventReader,
  effects: (fn: FunctionWithBody) => Effects,
): Interleaving[] {
  const found = new Map<ts.Symbol, Interleaving>();
  type State = Map<ts.Symbol, Seen>;

  const read = (state: State, symbol: ts.Symbol, node: ts.Node) => state.set(symbol, { read: node });
  const write = (state: State, symbol: ts.Symbol, node: ts.Node) => {
    const seen = state.get(symbol);
    if (seen?.awaited && !found.has(symbol))
      found.set(symbol, { state: symbol, read: seen.read, awaited: seen.awaited, written: node });
    // What is read and written in one go is settled: nobody can be in between.
    state.delete(symbol);
  };
  const suspend = (state: State, node: ts.Node) => {
    for (const [symbol, seen] of state) state.set(symbol, { ...seen, awaited: seen.awaited ?? node });
  };
  const call = (state: State, node: ts.CallExpression, targets: readonly FunctionWithBody[]) => {
    for (const target of targets) {
      const its = effects(target);
      const before = new Map(state);
      for (const [symbol] of reaching(its.reads, node, fn)) read(state, symbol, node);
      for (const [symbol] of reaching(its.writes, node, fn)) {
        if (!its.late.has(symbol)) write(state, symbol, node);
      }
      // What the callee reads for itself is its own affair; what was read before the call is the caller's.
      for (const [symbol] of reaching(its.late, node, fn)) {
        const seen = before.get(symbol);
        if (!seen) continue;
        if (its.reads.has(symbol)) continue;
        state.set(symbol, { ...seen, awaited: seen.awaited ?? node });
        write(state, symbol, node);
      }
    }
  };
  const step = (state: State, event: Event): void => {
    if (event.kind === 'await') {
      if (event.added) suspend(state, event.node);
    } else if (event.kind === 'call') call(state, event.node, event.targets);
    else {
      const { state: symbol, kind, node } = event.access;
      if (kind === 'read') read(state, symbol, node);
      else write(state, symbol, node);
    }
  };
  follow<Event, State>(reader.flow(fn), new Map(), step, { copy: (state) => new Map(state), merge });
  return [...found.values()];
}

/** What is known of a state on either way; that it is awaited since weighs more. */
function merge(one: Map<ts.Symbol, Seen>, other: Map<ts.Symbol, Seen>): Map<ts.Symbol, Seen> {
  const merged = new Map(one);
  for (const [symbol, seen] of other) if (!merged.get(symbol)?.awaited) merged.set(symbol, seen);
  return merged;
}
