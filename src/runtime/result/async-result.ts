import { coroutine } from '../core/coroutine.js';
import { call } from '../core/flow.js';
import type { Fetch } from './fetch.js';
import type { MappingResult, Result, ScalarResult } from './result.js';
import type { MappingOf, ScalarOf } from './row.js';

/** What `AsyncResult`, `AsyncScalarResult` and `AsyncMappingResult` have in common: every fetch is awaited. */
abstract class AsyncFetch<R, T> implements AsyncIterable<T> {
  protected constructor(
    private readonly face: string,
    private readonly fetch: Fetch<R, T>,
  ) {}

  protected run<V>(method: string, work: () => V): Promise<V> {
    return coroutine(`${this.face}.${method}`, () => call(work));
  }

  /** See {@link Fetch.unique}. */
  unique(strategy?: (value: T) => unknown): this {
    this.fetch.unique(strategy);
    return this;
  }
  all(): Promise<T[]> {
    return this.run('all', () => this.fetch.all());
  }
  first(): Promise<T | null> {
    return this.run('first', () => this.fetch.first());
  }
  one(): Promise<T> {
    return this.run('one', () => this.fetch.one());
  }
  oneOrNone(): Promise<T | null> {
    return this.run('oneOrNone', () => this.fetch.oneOrNone());
  }
  fetchmany(size?: number): Promise<T[]> {
    return this.run('fetchmany', () => this.fetch.fetchmany(size));
  }
  /** The values in lists of `size`. */
  async *partitions(size: number): AsyncGenerator<T[]> {
    for (let part = await this.fetchmany(size); part.length > 0; part = await this.fetchmany(size))
      yield part;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let next = await this.fetchmany(1); next.length > 0; next = await this.fetchmany(1)) yield* next;
  }
  get closed(): boolean {
    return this.fetch.closed;
  }
  close(): Promise<void> {
    return this.run('close', () => {
      this.fetch.close();
    });
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The rows of `stream()`. */
export class AsyncResult<R = unknown> extends AsyncFetch<R, R> {
  constructor(private readonly result: Result<R>) {
    super('AsyncResult', result);
  }

  keys(): string[] {
    return this.result.keys();
  }
  scalars<T = ScalarOf<R>>(index: number | string = 0): AsyncScalarResult<T> {
    return new AsyncScalarResult(this.result.scalars<T>(index));
  }
  mappings(): AsyncMappingResult<MappingOf<R>> {
    return new AsyncMappingResult(this.result.mappings());
  }
  scalar(): Promise<ScalarOf<R> | null> {
    return this.run('scalar', () => this.result.scalar());
  }
  scalarOne(): Promise<ScalarOf<R>> {
    return this.run('scalarOne', () => this.result.scalarOne());
  }
  scalarOneOrNone(): Promise<ScalarOf<R> | null> {
    return this.run('scalarOneOrNone', () => this.result.scalarOneOrNone());
  }
  fetchone(): Promise<R | null> {
    return this.run('fetchone', () => this.result.fetchone());
  }
  fetchall(): Promise<R[]> {
    return this.run('fetchall', () => this.result.fetchall());
  }
}

/** The values of `streamScalars()`. */
export class AsyncScalarResult<T> extends AsyncFetch<unknown, T> {
  constructor(result: ScalarResult<T>) {
    super('AsyncScalarResult', result);
  }
}

/** The rows of a stream as plain objects. */
export class AsyncMappingResult<M> extends AsyncFetch<unknown, M> {
  constructor(result: MappingResult<M>) {
    super('AsyncMappingResult', result);
  }
}
