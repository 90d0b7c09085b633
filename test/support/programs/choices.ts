/**
 * The decisions that make a program, as a list of numbers: so that a random program is a random list, and a smaller list
 * is a smaller program. Where the list ends, every decision is for the first, simplest thing.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number below `count`. */
  below(count: number): number {
    const number = this.#numbers[this.#next++] ?? 0;
    return number % count;
  }

  /** One of several things, the simplest of which comes first. */
  pick<T>(first: T, ...others: readonly T[]): T {
    return others[this.below(others.length + 1) - 1] ?? first;
  }

  /** Whether to do something that can be left out. */
  flag(): boolean {
    return this.below(2) === 1;
  }
}
