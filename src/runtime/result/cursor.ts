import { InvalidRequestError, ResourceClosedError } from '../core/errors.js';

/** What a result is made of. */
export interface ResultData<R> {
  keys: readonly string[];
  rows: readonly R[];
  /** Whether the statement gives rows at all. */
  returnsRows: boolean;
  rowcount: number;
  lastrowid?: number | bigint | undefined;
  /** Rows repeat because a collection was joined in; `unique()` has to be called. */
  needsUnique?: boolean;
}

/** The position in a buffered list of rows; a result and the scalars or mappings made from it share one. */
export class Cursor<R> {
  #position = 0;
  #closed = false;

  constructor(readonly data: ResultData<R>) {}

  /** The next row, or `undefined` after the last. */
  next(): R | undefined {
    this.#assertOpen();
    if (this.#position >= this.data.rows.length) return undefined;
    const row = this.data.rows[this.#position];
    this.#position += 1;
    return row;
  }

  close(): void {
    this.#closed = true;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws ResourceClosedError after close(), and for a statement without rows, with SQLAlchemy's words */
  #assertOpen(): void {
    if (!this.data.returnsRows) {
      throw new ResourceClosedError(
        'This result object does not return rows. It has been closed automatically.',
      );
    }
    if (this.#closed) throw new ResourceClosedError('This result object is closed.');
  }

  /** @throws InvalidRequestError when rows repeat and nobody asked for unique ones */
  assertUnique(isUnique: boolean): void {
    if (this.data.needsUnique === true && !isUnique) {
      throw new InvalidRequestError(
        'The unique() method must be invoked on this Result, as it contains results that need to be deduplicated ' +
          'against joined eager load collections',
      );
    }
  }
}

/** Remembers values, and says whether one was there before. Instances count by identity, dates and rows by value. */
export class Seen {
  readonly #keys = new Set<unknown>();
  readonly #ids = new Map<object, number>();

  /** Whether the value is new; from now on it is not. */
  add(value: unknown): boolean {
    const key = Array.isArray(value)
      ? JSON.stringify(value.map((item) => this.#key(item)))
      : this.#key(value);
    const before = this.#keys.size;
    return this.#keys.add(key).size > before;
  }

  #key(value: unknown): string {
    if (value instanceof Date) return `date:${value.getTime()}`;
    if (typeof value !== 'object' || value === null) return `${typeof value}:${String(value)}`;
    const id = this.#ids.get(value) ?? this.#ids.size;
    this.#ids.set(value, id);
    return `object:${id}`;
  }
}
