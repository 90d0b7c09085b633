import { Cursor, type ResultData } from './cursor.js';
import { Fetch } from './fetch.js';
import type { MappingOf, ScalarOf } from './row.js';
import { uniqueNames } from './row.js';

/** The rows of a statement. Buffered: its methods never talk to the database. */
export class Result<R = unknown> extends Fetch<R, R> {
  constructor(private readonly data: ResultData<R>) {
    super(new Cursor(data), (row) => row);
  }

  /** Rows an UPDATE or DELETE matched, or an INSERT inserted; -1 when the driver cannot tell. */
  get rowcount(): number {
    return this.data.rowcount;
  }
  /** The key generated last, where the driver tells (SQLite, MySQL). */
  get lastrowid(): number | bigint | undefined {
    return this.data.lastrowid;
  }
  /** Whether the statement gives rows. */
  get returnsRows(): boolean {
    return this.data.returnsRows;
  }
  /** The names of the columns. */
  keys(): string[] {
    return [...this.data.keys];
  }

  /** One value per row: that of the given column, the first unless told otherwise. */
  scalars<T = ScalarOf<R>>(index: number | string = 0): ScalarResult<T> {
    const position = typeof index === 'number' ? index : this.data.keys.indexOf(index);
    const scalars = new ScalarResult<T>(this.cursor, position);
    return this.isUnique ? scalars.unique() : scalars;
  }

  /** Rows as plain objects. */
  mappings(): MappingResult<MappingOf<R>> {
    const mappings = new MappingResult<MappingOf<R>>(this.cursor, this.data.keys);
    return this.isUnique
      ? mappings.unique((row): unknown => Object.values(row as Record<string, unknown>))
      : mappings;
  }

  /** The first value of the first row or `null`; closes the result. */
  scalar(): ScalarOf<R> | null {
    return this.scalars().first();
  }
  /** The first value of the only row. Throws as {@link one} does. */
  scalarOne(): ScalarOf<R> {
    return this.scalars().one();
  }
  /** The first value of the only row, or `null` without a row. Throws as {@link oneOrNone} does. */
  scalarOneOrNone(): ScalarOf<R> | null {
    return this.scalars().oneOrNone();
  }
  /** The next row, or `null` after the last. */
  fetchone(): R | null {
    return this.take()?.value ?? null;
  }
  /** Same as {@link all}. */
  fetchall(): R[] {
    return this.all();
  }
}

/** One value per row. */
export class ScalarResult<T> extends Fetch<unknown, T> {
  constructor(cursor: Cursor<unknown>, index: number) {
    super(cursor, (row) => (row as readonly T[])[index] as T);
  }
}

/** Rows as plain objects. */
export class MappingResult<M> extends Fetch<unknown, M> {
  constructor(cursor: Cursor<unknown>, keys: readonly string[]) {
    const names = uniqueNames(keys);
    super(
      cursor,
      (row) =>
        Object.fromEntries(names.map((name, index) => [name, (row as readonly unknown[])[index]])) as M,
    );
  }
}
