import type { TraceEvent } from './compare-traces.js';
import { CannotCheck } from '../cannot-check.js';

/** Contents of one database, as recorded when its engine was disposed of or the process ended. */
export interface DatabaseSnapshot {
  url: string;
  /** Rows by table, ordered. */
  tables?: Record<string, unknown[]> | undefined;
  /** Why it could not be read. */
  error?: string | undefined;
}

/** What the runtime wrote to ASYNCSHIFT_TRACE_FILE. */
export interface Recording {
  events: TraceEvent[];
  databases: DatabaseSnapshot[];
}

type Entry = TraceEvent | ({ kind: 'database' } & DatabaseSnapshot);

/**
 * Reads a trace file: one JSON object a line. A last line without its line end was cut off by the death of the process
 * and is passed over.
 * @throws Error naming the line when one is not JSON
 */
export function parseRecording(text: string): Recording {
  const recording: Recording = { events: [], databases: [] };
  for (const [i, line] of text.split('\n').slice(0, -1).entries()) {
    const entry = parse(line, i + 1);
    if (entry.kind === 'database') recording.databases.push(entry);
    else recording.events.push(entry);
  }
  return recording;
}

function parse(line: string, number: number): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch (error) {
    throw new CannotCheck(`Line ${number} of the recorded trace is not JSON: ${line.slice(0, 120)}`, {
      cause: error,
    });
  }
}
