import { AsyncLocalStorage } from 'node:async_hooks';

/** Operations that have a connection to themselves: everything, or what is done inside one transaction. */
class Line {
  readonly outer: Line | undefined;
  ended = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(outer?: Line) {
    this.outer = outer;
  }

  /** Does something once all that came before is done. */
  after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/**
 * Gives out one connection by turns: an operation waits for those that came before it, and a transaction is one operation
 * to everybody else. What is done inside the transaction, by code that it calls, is part of it.
 */
export class Turns {
  readonly #all = new Line();
  readonly #own = new AsyncLocalStorage<Line>();

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
        line.ended = true;
      }
    });
  }

  /** The transaction the caller is inside, or the connection. */
  #line(): Line {
    let line = this.#own.getStore();
    while (line?.ended) line = line.outer;
    return line ?? this.#all;
  }
}
