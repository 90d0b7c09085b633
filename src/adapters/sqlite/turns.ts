import { AsyncLocalStorage } from 'node:async_hooks';
import { warn } from 'node:console';

/** Operations that have a connection to themselves: everything, or what is done inside one transaction. */
class Line {
  readonly outer: Line | undefined;
  /** Whether it is not yet its turn. */
  waiting = false;
  ended = false;
  /** How many operations are under way or wait. */
  asked = 0;
  #last: Promise<unknown> = Promise.resolve();
  #end: () => void = () => undefined;
  readonly end = new Promise<void>((resolve) => (this.#end = resolve));

  constructor(outer?: Line) {
    this.outer = outer;
  }

  /** Does something once all that came before is done. */
  after<T>(work: () => Promise<T>): Promise<T> {
    this.asked += 1;
    const done = this.#last.then(work).finally(() => (this.asked -= 1));
    this.#last = done.catch((): undefined => undefined);
    return done;
  }

  finish(): void {
    this.ended = true;
    this.#end();
  }
}

/** How long others wait for a transaction that was begun by hand until that is told, in milliseconds. */
const patience = 5000;

/**
 * Gives out one connection by turns: an operation waits for those that came before it, and a transaction is one operation
 * to everybody else. What is done inside the transaction, by code that it calls, is part of it.
 */
export class Turns {
  readonly #all = new Line();
  readonly #own = new AsyncLocalStorage<Line>();
  #open: Line | undefined;
  #begunAt = '';
  #complaint: ReturnType<typeof setTimeout> | undefined;

  /** Does something when its turn comes. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.#line().after(work);
  }

  /** Does a whole transaction when its turn comes. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.#line();
    return outer.after(async () => {
      const line = new Line(outer);
      try {
        return await this.#own.run(line, work);
      } finally {
        line.finish();
      }
    });
  }

  /**
   * Does something that begins a transaction when its turn comes. What its caller does from then on is part of the
   * transaction, until `ended` is told; all else waits. Inside a transaction it is one of its operations.
   */
  begin<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.#line();
    if (outer !== this.#all) return outer.after(work);
    const line = new Line(outer);
    line.waiting = true;
    this.#own.enterWith(line);
    const at = new Error().stack ?? '';
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    void outer.after(() => {
      line.waiting = false;
      this.#open = line;
      this.#begunAt = at;
      if (this.#all.asked > 1) this.#complainLater();
      start();
      return line.end;
    });
    return started
      .then(() => line.after(work))
      .catch((error: unknown) => {
        this.ended();
        throw error;
      });
  }

  /** Gives up the turn of a transaction that `begin` began. */
  ended(): void {
    this.#open?.finish();
    this.#open = undefined;
    clearTimeout(this.#complaint);
    this.#complaint = undefined;
  }

  /** The transaction the caller is inside, or the connection. */
  #line(): Line {
    let line = this.#own.getStore();
    while (line?.ended) line = line.outer;
    // Nothing has awaited its beginning yet: this is code around the function that began it.
    if (line?.waiting) {
      line = line.outer;
      if (line) this.#own.enterWith(line);
    }
    if (!line && this.#open) this.#complainLater();
    return line ?? this.#all;
  }

  /** A transaction that nobody ends would let the program stand still without a word. */
  #complainLater(): void {
    this.#complaint ??= setTimeout(() => {
      warn(
        `The database has waited ${String(patience / 1000)} s for the end of a transaction that was begun by hand. If ` +
          'a caller of the function that ran BEGIN is to end it, that function must await nothing before BEGIN; ' +
          `or use db.transaction(). ${this.#begunAt.replace(/^Error/, 'It was begun')}`,
      );
    }, patience);
  }
}
