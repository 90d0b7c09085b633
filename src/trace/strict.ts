import { Causes } from './causes.js';
import type { Operation, Recorder, TraceLine } from './recorder.js';

/** A transaction that is open on a connection. */
interface Transaction {
  at: string;
}

/** Looks for mistakes that only asynchronous code can make, and makes a process fail that makes one. */
export class Strict {
  readonly #recorder: Recorder;
  readonly #causes = new Causes();
  readonly #open = new Map<number, Transaction>();
  readonly #unawaited = new Set<TraceLine>();
  #reported = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    process.on('exit', () => {
      for (const line of this.#unawaited)
        this.#report({ ...line, kind: 'never awaited' }, 'nobody waits for it');
      if (this.#reported > 0) process.exitCode ||= 1;
    });
  }

  /** Looks at an operation before it is begun: whether it becomes part of another task's transaction. */
  begins({ line }: Operation): void {
    line.at = placeOf(new Error());
    const transaction = this.#open.get(line.connection);
    if (transaction && !this.#causes.comesAfter(transaction))
      this.#report({ ...line, kind: 'interleaved' }, `it runs inside the transaction of ${transaction.at}`);
    if (line.kind === 'begin' && !transaction) this.#open.set(line.connection, { at: line.at });
    if (line.kind === 'commit' || line.kind === 'rollback') this.#open.delete(line.connection);
  }

  /** Looks at what an operation gave. */
  gave({ line }: Operation, result: unknown): void {
    const transaction = line.kind === 'begin' ? this.#open.get(line.connection) : undefined;
    if (!isPromise(result)) {
      if (transaction) this.#causes.happened(transaction);
      return;
    }
    if (transaction) this.#causes.happensWith(result, transaction);
    this.watch(result, line);
  }

  /** Has it told when nobody waits for a promise. */
  watch(promise: PromiseLike<unknown>, line: TraceLine): void {
    this.#unawaited.add(line);
    this.#causes.onAwaited(promise, () => this.#unawaited.delete(line));
  }

  /** The operation failed to begin a transaction, or to end one. */
  failed({ line }: Operation): void {
    if (line.kind === 'begin') this.#open.delete(line.connection);
  }

  #report(line: TraceLine, why: string): void {
    this.#reported++;
    this.#recorder.write(line);
    process.stderr.write(`asyncshift/trace: ${line.kind}: ${line.sql} (${line.at ?? ''}): ${why}\n`);
  }
}

/** Whether a value is awaited. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The place in the program that an error was made at: the first that is not in a package, nor in here. */
export function placeOf({ stack = '' }: Error): string {
  const places = stack
    .split('\n')
    .map((line) => (/\(?((?:file:\/\/)?\/[^()]*:\d+:\d+)\)?$/.exec(line)?.[1] ?? '').replace('file://', ''));
  const own = places.find(
    (place) => place !== '' && !place.includes('/node_modules/') && !place.startsWith(import.meta.dirname),
  );
  return (own ?? 'an unknown place').replace(`${process.cwd()}/`, '');
}
