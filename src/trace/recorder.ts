import { openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

/** One thing that a program did to a database: a line of a trace. */
export interface TraceLine {
  /** When it began and ended, counted in this process (and thread); `ended` is null for what had not by the end. */
  began: number;
  ended: number | null;
  kind:
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'savepoint'
    | 'release'
    | 'rollback to savepoint'
    | 'execute'
    /** In strict mode: what is wrong with the operation. */
    | 'never awaited'
    | 'interleaved';
  /** Connections are counted in the order in which they are first used. */
  connection: number;
  sql: string;
  /** As they were given. */
  parameters?: unknown[];
  driver: string;
  /** The process, and the file that it was started with or, in a test runner's worker, that it is running. */
  process: string;
  file: string;
  /** The message of the error it ended with. */
  error?: string;
  /** In strict mode: the place in the program. */
  at?: string;
}

/** An operation that goes on. */
export interface Operation {
  readonly line: TraceLine;
  /** Says that it has ended. */
  end(error?: unknown): void;
}

/** Writes the operations of this process to a file as they end. */
export class Recorder {
  readonly #file: number;
  readonly #connections = new WeakMap<object, number>();
  readonly #open = new Set<TraceLine>();
  #sequence = 0;
  #connectionCount = 0;

  constructor(file: string) {
    this.#file = openSync(path.resolve(file), 'a');
    process.on('exit', () => {
      for (const line of this.#open) this.write(line);
    });
  }

  /** The number of a connection. One that stands in front of another, as better-sqlite3's do, has that one's. */
  connection(given: object): number {
    const properties = Object.values(Object.getOwnPropertyDescriptors(given));
    const symbols = Object.getOwnPropertySymbols(given).map((key) =>
      Object.getOwnPropertyDescriptor(given, key),
    );
    const handle = [...properties, ...symbols].map((one): unknown => one?.value).find(isHandle) ?? given;
    const number = this.#connections.get(handle) ?? ++this.#connectionCount;
    this.#connections.set(handle, number);
    return number;
  }

  /** A line about something that begins now. */
  describe(driver: string, connection: number, sql: string, parameters: readonly unknown[]): TraceLine {
    return {
      began: ++this.#sequence,
      ended: null,
      kind: kindOf(sql),
      connection,
      sql,
      ...(parameters.length > 0 ? { parameters: [...parameters] } : {}),
      driver,
      process: threadId === 0 ? String(process.pid) : `${String(process.pid)}.${String(threadId)}`,
      file: fileOf(),
    };
  }

  /** Begins an operation. */
  begin(driver: string, connection: number, sql: string, parameters: readonly unknown[]): Operation {
    const line = this.describe(driver, connection, sql, parameters);
    this.#open.add(line);
    return {
      line,
      end: (error) => {
        if (!this.#open.delete(line)) return;
        line.ended = ++this.#sequence;
        if (error !== undefined) line.error = error instanceof Error ? error.message : 'it was not an Error';
        this.write(line);
      },
    };
  }

  /** Writes a line. */
  write(line: TraceLine): void {
    writeSync(this.#file, `${JSON.stringify(line, encode)}\n`);
  }
}

/** Whether a value prepares statements. */
function isHandle(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && 'prepare' in value && typeof value.prepare === 'function'
  );
}

/** What a statement does to a transaction, by its first words. */
function kindOf(sql: string): TraceLine['kind'] {
  const [, verb = '', to] =
    /^(?:\s|--.*\n|\/\*[^]*?\*\/)*([a-z]+)(?:\s+(?:transaction\s+)?(to)\b)?/i.exec(sql) ?? [];
  switch (verb.toUpperCase()) {
    case 'BEGIN':
      return 'begin';
    case 'COMMIT':
    case 'END':
      return 'commit';
    case 'ROLLBACK':
      return to === undefined ? 'rollback' : 'rollback to savepoint';
    case 'SAVEPOINT':
      return 'savepoint';
    case 'RELEASE':
      return 'release';
    default:
      return 'execute';
  }
}

/** The test file that a worker of vitest runs, else the file the process was started with. */
function fileOf(): string {
  const { filepath } = (globalThis as { __vitest_worker__?: { filepath?: string } }).__vitest_worker__ ?? {};
  return path.relative(process.cwd(), filepath ?? process.argv[1] ?? '');
}

/** JSON cannot say everything that a parameter can be. */
function encode(this: unknown, key: string, value: unknown): unknown {
  const given = (this as Record<string, unknown>)[key];
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (given instanceof Uint8Array) return { $bytes: Buffer.from(given).toString('base64') };
  return value;
}
