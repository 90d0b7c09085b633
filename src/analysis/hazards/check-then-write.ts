import { ts } from '../../compiler/typescript.js';
import { callableOf, hasBody, type Callable } from '../callables.js';
import type { Propagation } from '../propagate.js';
import type { Questions } from '../questions.js';
import type { Event, EventReader, Routine } from './events.js';
import { follow } from './flow.js';
import type { TableAccess } from './table-access.js';

/** A table that is read, and written after others could run. */
export interface CheckThenWrite {
  table: string;
  read: ts.Node;
  written: ts.Node;
}

interface Seen {
  node: ts.Node;
  /** The calls that ran its statements. */
  asked: ReadonlySet<ts.Node>;
  waited: boolean;
}

interface State {
  seen: Map<string, Seen>;
  /** Whether a transaction was begun, which nobody else's statements fall into. */
  isHeld: boolean;
}

/** What is needed to tell that a table is written after others could. */
export interface CheckContext {
  ask: Questions;
  propagation: Propagation;
  reader: EventReader;
  tables: TableAccess;
  /** Whether a callable lets nobody else in while the function runs that it is given. */
  holds: (callable: Callable) => boolean;
}

/**
 * Finds tables that a function reads, itself or through what it calls, and writes after an await that this change adds: what
 * it has read may be true no more. What runs in a transaction is among itself.
 */
export function checkThenWrites(context: CheckContext): (fn: Routine) => CheckThenWrite[] {
  const { reader, tables } = context;
  const isHeld = heldFunctions(context);

  return (fn) => {
    if (isHeld(fn)) return [];
    const found = new Map<string, CheckThenWrite>();
    const step = (state: State, event: Event): void => {
      if (event.kind === 'await') {
        // Where something was awaited before, others came in between before.
        if (!event.added) state.seen.clear();
        for (const [table, seen] of state.seen) state.seen.set(table, { ...seen, waited: true });
      }
      if (event.kind !== 'call') return;
      const { node } = event;
      state.isHeld ||= tables.begins(node);
      if (state.isHeld) return;
      const { reads, writes, asks } = tables.by(event);
      for (const table of writes) {
        const seen = state.seen.get(table);
        // What asks the same by itself before it writes does not go by what was read before.
        if (seen && [...(asks.get(table) ?? [])].some((call) => seen.asked.has(call))) continue;
        if (seen?.waited && !found.has(table)) found.set(table, { table, read: seen.node, written: node });
      }
      for (const table of reads)
        if (!state.seen.has(table))
          state.seen.set(table, { node, asked: asks.get(table) ?? new Set(), waited: false });
    };
    follow<Event, State>(reader.flow(fn), { seen: new Map(), isHeld: false }, step, {
      copy: ({ seen, isHeld: held }) => ({ seen: new Map(seen), isHeld: held }),
      merge: (one, other) => ({
        seen: new Map([...one.seen, ...other.seen]),
        isHeld: one.isHeld && other.isHeld,
      }),
    });
    return [...found.values()];
  };
}

/** Functions that only ever run within a transaction: they are given to it, or called by such alone. */
function heldFunctions({ propagation, holds }: CheckContext): (fn: Routine) => boolean {
  const known = new Map<ts.Node, boolean>();
  const isGiven = (value: ts.Node): boolean =>
    ts.isCallExpression(value.parent) &&
    value.parent.expression !== value &&
    propagation.targets(value.parent).some(holds);
  const isHeld = (fn: Routine): boolean => {
    const found = known.get(fn);
    if (found !== undefined) return found;
    known.set(fn, false);
    const flows = hasBody(fn) ? propagation.flowsFrom(callableOf(fn)) : [];
    const calls = hasBody(fn) ? propagation.callsOf(callableOf(fn)) : [];
    const given = isGiven(fn) || flows.some(({ at }) => isGiven(at));
    const calledInside = calls.length > 0 && calls.every(isInside);
    known.set(fn, given || calledInside);
    return given || calledInside;
  };
  const isInside = (node: ts.Node): boolean => {
    const holder = ts.findAncestor(node.parent, hasBody);
    return holder !== undefined && isHeld(holder);
  };
  return isHeld;
}
