import { ts } from '../../compiler/typescript.js';
import { callableOf, hasBody, type Callable, type FunctionWithBody } from '../callables.js';
import type { Propagation } from '../propagate.js';
import type { Questions } from '../questions.js';
import type { Event, EventReader, Routine } from './events.js';
import { follow } from './flow.js';
import { sqlAccess, sqlOf } from './sql-texts.js';

/** A table that is read, and written after others could run. */
export interface CheckThenWrite {
  table: string;
  read: ts.Node;
  written: ts.Node;
}

interface Seen {
  node: ts.Node;
  waited: boolean;
}

interface State {
  seen: Map<string, Seen>;
  /** Whether a transaction was begun, which nobody else's statements fall into. */
  isHeld: boolean;
}

interface Access {
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
}

/** What is needed to tell what happens to tables. */
export interface TableContext {
  ask: Questions;
  propagation: Propagation;
  reader: EventReader;
  /** Whether a callable runs statements: it talks to the database, itself or through others. */
  runsStatements: (callable: Callable) => boolean;
  /** Whether a callable lets nobody else in while the function runs that it is given. */
  holds: (callable: Callable) => boolean;
}

/**
 * Finds tables that a function reads, itself or through what it calls, and writes after an await that this change adds: what
 * it has read may be true no more. What runs in a transaction is among itself.
 */
export function checkThenWrites(context: TableContext): (fn: Routine) => CheckThenWrite[] {
  const { ask, reader } = context;
  const known = new Map<FunctionWithBody, Access>();
  const isHeld = heldFunctions(context);

  const accessOf = (fn: FunctionWithBody): Access => {
    const found = known.get(fn);
    if (found) return found;
    const [reads, writes] = [new Set<string>(), new Set<string>()];
    known.set(fn, { reads, writes });
    const step = (_: object, event: Event): void => {
      if (event.kind !== 'call') return;
      const access = accessBy(event);
      for (const table of access.reads) reads.add(table);
      for (const table of access.writes) writes.add(table);
    };
    follow(reader.flow(fn), {}, step, { copy: (state) => state, merge: (state) => state });
    return { reads, writes };
  };
  /** What a call does: the statement it runs, or all that the functions do which it calls. */
  const accessBy = ({ node, targets }: Extract<Event, { kind: 'call' }>): Access => {
    const sql = ask.targets(node).some(context.runsStatements) ? sqlOf(node, ask) : undefined;
    const own = sql === undefined ? undefined : sqlAccess(sql);
    const all = targets.map(accessOf);
    return {
      reads: new Set([
        ...(own?.kind === 'read' ? own.tables : []),
        ...all.flatMap(({ reads }) => [...reads]),
      ]),
      writes: new Set([
        ...(own?.kind === 'write' ? own.tables : []),
        ...all.flatMap(({ writes }) => [...writes]),
      ]),
    };
  };
  const begins = (node: ts.CallExpression): boolean =>
    ask.targets(node).some(context.runsStatements) && sqlAccess(sqlOf(node, ask) ?? '').kind === 'begin';

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
      state.isHeld ||= begins(node);
      if (state.isHeld) return;
      const { reads, writes } = accessBy(event);
      for (const table of writes) {
        const seen = state.seen.get(table);
        if (seen?.waited && !found.has(table)) found.set(table, { table, read: seen.node, written: node });
      }
      for (const table of reads) if (!state.seen.has(table)) state.seen.set(table, { node, waited: false });
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
function heldFunctions({ ask, propagation, holds }: TableContext): (fn: Routine) => boolean {
  const known = new Map<ts.Node, boolean>();
  const isGiven = (value: ts.Node): boolean =>
    ts.isCallExpression(value.parent) &&
    value.parent.expression !== value &&
    ask.targets(value.parent).some(holds);
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
