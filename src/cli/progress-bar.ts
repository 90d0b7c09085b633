import type { OnProgress, Progress } from '../plan/progress.js';

/** Where a bar is drawn, and what time it is there. */
export interface BarOptions {
  write: (text: string) => unknown;
  /** Milliseconds, from any beginning. */
  now: () => number;
  /** How many characters fit in a line. */
  columns: () => number;
}

/** What takes less is not worth a bar. */
const patience = 1000;
/** How long a bar stays as it is at least. */
const pause = 100;
const cells = 24;

/** A bar in the last line of a terminal that says how far the work is. It appears when the work has taken a second. */
export class ProgressBar {
  readonly #options: BarOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #since: number;
  #drawnAt = -Infinity;
  #shown = false;
  #progress: Progress | undefined;

  constructor(options: BarOptions) {
    this.#options = options;
    this.#since = options.now();
    // While the work waits for another process, nobody else says that time goes by.
    this.#timer = setInterval(() => {
      this.#draw();
    }, pause).unref();
  }

  /** Takes in how far the work is. */
  readonly update: OnProgress = (progress) => {
    this.#progress = progress;
    this.#draw();
  };

  /** Takes the bar away for something else to be printed. It comes back where it goes on. */
  clear(): void {
    if (this.#shown) this.#options.write('\r\u001b[2K');
    this.#shown = false;
  }

  /** Takes the bar away for good. */
  end(): void {
    clearInterval(this.#timer);
    this.#progress = undefined;
    this.clear();
  }

  #draw(): void {
    const now = this.#options.now();
    if (!this.#progress || now - this.#since < patience || now - this.#drawnAt < pause) return;
    this.#drawnAt = now;
    this.#shown = true;
    this.#options.write(`\r\u001b[2K${lineOf(this.#progress).slice(0, this.#options.columns() - 1)}`);
  }
}

function lineOf({ doing, done, total }: Progress): string {
  if (total === undefined || total === 0) return `${doing} ${done}`;
  const full = Math.round((cells * Math.min(done, total)) / total);
  return `${doing} [${'#'.repeat(full)}${'-'.repeat(cells - full)}] ${done}/${total}`;
}
