import type { ts } from '../../compiler/typescript.js';
import type { ConnectionRule } from '../../profiles/profile.js';
import type { Callable, FunctionWithBody } from '../callables.js';
import type { Questions } from '../questions.js';
import type { Event, EventReader } from './events.js';
import { follow } from './flow.js';
import { chainAccess } from './query-chains.js';
import { sqlAccess, sqlOf, type SqlAccess } from './sql-texts.js';

/** The tables that something reads and writes. */
export interface Access {
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
  /** Those that it reads before it writes them, with the calls that run these statements. */
  asks: ReadonlyMap<string, ReadonlySet<ts.Node>>;
}

export type CallEvent = Extract<Event, { kind: 'call' }>;

/** What is needed to tell what happens to tables. */
export interface TableContext {
  ask: Questions;
  reader: EventReader;
  /** Types of connections, with what the links of their chains do. */
  connections: ReadonlyMap<ts.Symbol, ConnectionRule>;
  /** The callables that a call can reach. */
  targets: (call: ts.CallExpression) => readonly Callable[];
  /** Whether a callable runs statements: it talks to the database, itself or through others. */
  runsStatements: (callable: Callable) => boolean;
}

/** Tells what calls do to tables, as far as the statements' texts can be read. */
export interface TableAccess {
  /** What a call does: the statement it runs, and all that the functions do which it calls. */
  by(call: CallEvent): Access;
  /** What the statement does that a call runs by itself, if it runs one; `unknown`: it cannot be read. */
  statement(call: CallEvent): SqlAccess['kind'] | 'unknown' | undefined;
  /** Whether a call begins a transaction. */
  begins(call: ts.CallExpression): boolean;
}

export function tableAccess({
  ask,
  reader,
  targets,
  connections,
  runsStatements,
}: TableContext): TableAccess {
  const known = new Map<FunctionWithBody, Access>();
  const runs = (call: ts.CallExpression): boolean => targets(call).some(runsStatements);

  /** What the statement does that a call runs by itself: by the links of the chain that builds it, or by its text. */
  const accessBy = (call: ts.CallExpression): SqlAccess | undefined => {
    if (!runs(call)) return undefined;
    const built = chainAccess(call, connections, ask);
    const sql = built ? undefined : sqlOf(call, ask);
    return sql === undefined ? built : sqlAccess(sql);
  };

  const accessOf = (fn: FunctionWithBody): Access => {
    const found = known.get(fn);
    if (found) return found;
    const [reads, writes] = [new Set<string>(), new Set<string>()];
    const asks = new Map<string, Set<ts.Node>>();
    known.set(fn, { reads, writes, asks });
    const step = (_: object, event: Event): void => {
      if (event.kind !== 'call') return;
      const access = by(event);
      for (const [table, calls] of access.asks) {
        if (!writes.has(table)) asks.set(table, new Set([...(asks.get(table) ?? []), ...calls]));
      }
      for (const table of access.reads) reads.add(table);
      for (const table of access.writes) writes.add(table);
    };
    follow(reader.flow(fn), {}, step, { copy: (state) => state, merge: (state) => state });
    return { reads, writes, asks };
  };
  const by = ({ node, targets }: CallEvent): Access => {
    const own = accessBy(node);
    const all = targets.map(accessOf);
    const read = own?.kind === 'read' ? [...own.tables] : [];
    return {
      reads: new Set([...read, ...all.flatMap(({ reads }) => [...reads])]),
      asks: joined([
        ...read.map((table) => [table, new Set([node])] as const),
        ...all.flatMap(({ asks }) => [...asks]),
      ]),
      writes: new Set([
        ...(own?.kind === 'write' ? own.tables : []),
        ...all.flatMap(({ writes }) => [...writes]),
      ]),
    };
  };
  return {
    by,
    statement({ node, targets }) {
      const own = accessBy(node);
      if (own) return own.kind;
      return runs(node) && targets.length === 0 ? 'unknown' : undefined;
    },
    begins: (call) => accessBy(call)?.kind === 'begin',
  };
}

/** Sets by name as one map. */
function joined<T>(entries: readonly (readonly [string, ReadonlySet<T>])[]): Map<string, Set<T>> {
  const all = new Map<string, Set<T>>();
  for (const [name, some] of entries) all.set(name, new Set([...(all.get(name) ?? []), ...some]));
  return all;
}
