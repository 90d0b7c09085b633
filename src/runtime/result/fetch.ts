import { MultipleResultsFound, NoResultFound } from '../core/errors.js';
import { Seen, type Cursor } from './cursor.js';

// Declared as methods, which are compared bivariantly: a Result<User> is to be a Result<object>.
type Project<R, T> = { project(row: R): T }['project'];
type UniqueKey<T> = { key(value: T): unknown }['key'];

/** What results, scalars and mappings have in common: ways to take what is left of a list of rows. */
export abstract class Fetch<R, T> implements Iterable<T> {
  #seen: Seen | undefined;
  #uniqueKey: UniqueKey<T> | undefined;

  protected constructor(
    protected readonly cursor: Cursor<R>,
    private readonly project: Project<R, T>,
    seen?: Seen,
  ) {
    this.#seen = seen;
  }

  /**
   * Leaves out values that have come before.
   * @param strategy what makes a value unique; the value itself when left out
   */
  unique(strategy?: (value: T) => unknown): this {
    this.#seen = new Seen();
    this.#uniqueKey = strategy;
    return this;
  }

  protected get isUnique(): boolean {
    return this.#seen !== undefined;
  }

  protected take(): { value: T } | undefined {
    this.cursor.assertUnique(this.isUnique);
    for (;;) {
      const row = this.cursor.next();
      if (row === undefined) return undefined;
      const value = this.project(row);
      if (this.#seen === undefined || this.#seen.add(this.#uniqueKey ? this.#uniqueKey(value) : value))
        return { value };
    }
  }

  /** Everything that is left. */
  all(): T[] {
    return [...this];
  }

  /** The next `size` values; all that are left when no size is given. */
  fetchmany(size?: number): T[] {
    const values: T[] = [];
    while (size === undefined || values.length < size) {
      const next = this.take();
      if (next === undefined) break;
      values.push(next.value);
    }
    return values;
  }

  /** The first value or `null`; the result is closed, whatever is left. */
  first(): T | null {
    const next = this.take();
    this.close();
    return next === undefined ? null : next.value;
  }

  /**
   * The only value.
   * @throws NoResultFound when there is none
   * @throws MultipleResultsFound when there are more
   */
  one(): T {
    const value = this.#only('exactly one');
    if (value === undefined) throw new NoResultFound('No row was found when one was required');
    return value.value;
  }

  /**
   * The only value, or `null` when there is none.
   * @throws MultipleResultsFound when there are more
   */
  oneOrNone(): T | null {
    return this.#only('one or none')?.value ?? null;
  }

  #only(required: string): { value: T } | undefined {
    const next = this.take();
    // Joined collections repeat their parent; SQLAlchemy then compares unique values, and take() does.
    const another = next === undefined ? undefined : this.take();
    this.close();
    if (another !== undefined) {
      throw new MultipleResultsFound(`Multiple rows were found when ${required} was required`);
    }
    return next;
  }

  /** The values in lists of `size`. */
  *partitions(size: number): Generator<T[]> {
    for (;;) {
      const part = this.fetchmany(size);
      if (part.length === 0) return;
      yield part;
    }
  }

  *[Symbol.iterator](): Generator<T> {
    for (;;) {
      const next = this.take();
      if (next === undefined) return;
      yield next.value;
    }
  }

  get closed(): boolean {
    return this.cursor.closed;
  }

  /** Closes the result: nothing more can be fetched. */
  close(): void {
    this.cursor.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
