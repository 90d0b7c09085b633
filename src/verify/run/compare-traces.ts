/** A traced event, as the bundled runtime records it (src/runtime/recorder.ts). */
export interface TraceEvent {
  kind: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to savepoint' | 'execute';
  /** Which connection, numbered by the runtime. */
  connection: number;
  sql?: string | undefined;
  parameters?: unknown;
  origin?: string | undefined;
  /** What made the attributes expire that the statement reads anew. */
  expiredBy?: string | undefined;
}

/** How two traces compare. */
export interface TraceComparison {
  /** `nothing traced`: neither side recorded anything, so nothing can be said. */
  outcome: 'same' | 'different' | 'nothing traced';
  /** The traces as compared, one line an event. */
  before: string[];
  after: string[];
  /** Statements left out because they only read anew what a commit expired. */
  refreshes: { before: number; after: number };
  /** Events that reached the database in another order, though each connection saw the same. */
  interleavedDifferently: boolean;
}

/**
 * Compares what two runs did to the database: the same transactions with the same statements, parameters and order.
 *
 * Three things may differ without the program doing anything else, and are evened out on both sides:
 * - Migrated sessions have `expireOnCommit: false`, so reads that only refresh what a commit expired disappear.
 * - A transaction begins with its first statement; where that was such a refresh, BEGIN moves to the statement after
 *   it, and a transaction that held nothing else is gone.
 * - Pools hand out connections differently. A connection is therefore known by the lowest number no other open
 *   transaction holds, and savepoints are numbered within their transaction.
 */
export function compareTraces(before: readonly TraceEvent[], after: readonly TraceEvent[]): TraceComparison {
  const left = evenOut(before);
  const right = evenOut(after);
  const sameOrder = equal(left.lines, right.lines);
  const sameByConnection = sameOrder || equal(byConnection(left.lines), byConnection(right.lines));
  const traced = before.length > 0 || after.length > 0;
  return {
    outcome: !traced ? 'nothing traced' : sameByConnection ? 'same' : 'different',
    before: left.lines.map(render),
    after: right.lines.map(render),
    refreshes: { before: left.refreshes, after: right.refreshes },
    interleavedDifferently: sameByConnection && !sameOrder,
  };
}

interface Line {
  connection: number;
  text: string;
}

interface Transaction {
  /** Set once the transaction has done something. */
  number: number | undefined;
  savepoints: Map<string, string>;
}

function evenOut(events: readonly TraceEvent[]): { lines: Line[]; refreshes: number } {
  const lines: Line[] = [];
  const open = new Map<number, Transaction>();
  let refreshes = 0;

  const lowestFree = (): number => {
    const taken = new Set([...open.values()].map((transaction) => transaction.number));
    let number = 1;
    while (taken.has(number)) number++;
    return number;
  };

  for (const event of events) {
    if (event.expiredBy === 'commit') {
      refreshes++;
      continue;
    }
    if (event.kind === 'begin') {
      open.set(event.connection, { number: undefined, savepoints: new Map() });
      continue;
    }
    const transaction = open.get(event.connection);
    const ends = event.kind === 'commit' || event.kind === 'rollback';
    if (ends) open.delete(event.connection);
    if (transaction === undefined) {
      lines.push({ connection: lowestFree(), text: describe(event) });
      continue;
    }
    if (transaction.number === undefined) {
      if (ends) continue;
      transaction.number = lowestFree();
      lines.push({ connection: transaction.number, text: 'BEGIN' });
    }
    lines.push({ connection: transaction.number, text: describe(event, transaction.savepoints) });
  }
  return { lines, refreshes };
}

function describe(event: TraceEvent, savepoints?: Map<string, string>): string {
  switch (event.kind) {
    case 'begin':
    case 'commit':
    case 'rollback':
      return event.kind.toUpperCase();
    case 'savepoint':
    case 'release':
    case 'rollback to savepoint':
      return renameSavepoint(event.sql ?? event.kind.toUpperCase(), savepoints);
    case 'execute':
      return event.parameters === undefined || isEmpty(event.parameters)
        ? (event.sql ?? '')
        : `${event.sql ?? ''} ${JSON.stringify(event.parameters)}`;
  }
}

function isEmpty(parameters: unknown): boolean {
  return Array.isArray(parameters) && parameters.length === 0;
}

function renameSavepoint(sql: string, savepoints: Map<string, string> | undefined): string {
  return sql.replace(/\bsa_savepoint_\d+\b/, (name) => {
    if (savepoints === undefined) return name;
    const known = savepoints.get(name) ?? `sa_savepoint_${savepoints.size + 1}`;
    savepoints.set(name, known);
    return known;
  });
}

/** Stable: events of one connection keep their order. */
function byConnection(lines: readonly Line[]): Line[] {
  return lines.toSorted((a, b) => a.connection - b.connection);
}

function equal(left: readonly Line[], right: readonly Line[]): boolean {
  return (
    left.length === right.length && left.every((line, i) => render(line) === (right[i] && render(right[i])))
  );
}

function render(line: Line): string {
  return `[${line.connection}] ${line.text}`;
}
