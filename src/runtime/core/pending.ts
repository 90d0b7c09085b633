import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is kept of a coroutine until it starts. Never refers to the coroutine itself, which must stay collectable. */
export interface PendingCoroutine {
  readonly name: string;
  /** Captured, not yet formatted, stack of the place that made the coroutine. */
  readonly created: { stack?: string };
}

const RUNTIME_URL = new URL('..', import.meta.url).href;
const RUNTIME_PATH = fileURLToPath(RUNTIME_URL);

/**
 * The first frame outside the runtime: the user's line.
 * @returns e.g. `at main (/app/main.ts:12:11)`, or `at <unknown>` when the stack has no such frame
 */
function userFrame(stack: string | undefined): string {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = (line: string) => line.includes(RUNTIME_URL) || line.includes(RUNTIME_PATH);
  const placed = (line: string) => /:\d+:\d+\)?$/.test(line) && !/[ (]node:/.test(line);
  const frame = frames.find((line) => placed(line) && !own(line));
  return (frame?.trim() ?? 'at <unknown>').replaceAll('file://', '');
}

/** Watches coroutines that have not started, and reports those that never will, as Python does. */
class PendingCoroutines {
  readonly #waiting = new Set<PendingCoroutine>();
  readonly #collected = new FinalizationRegistry<PendingCoroutine>((pending) => {
    this.#report(pending);
  });
  #hooked = false;
  #failed = false;

  create(name: string, created: { stack?: string }): PendingCoroutine {
    return { name, created };
  }

  watch(coroutine: object, pending: PendingCoroutine): void {
    this.#hook();
    this.#waiting.add(pending);
    this.#collected.register(coroutine, pending, pending);
  }

  started(pending: PendingCoroutine): void {
    this.#waiting.delete(pending);
    this.#collected.unregister(pending);
  }

  #report(pending: PendingCoroutine): void {
    if (!this.#waiting.delete(pending)) return;
    this.#failed = true;
    process.emitWarning(`coroutine '${pending.name}' was never awaited`, {
      type: 'RuntimeWarning',
      detail: `    ${userFrame(pending.created.stack)}`,
    });
  }

  /** What can still be said when the process is on its way out: no warning is delivered any more, so write it. */
  #sweepAtExit(): void {
    for (const pending of this.#waiting) {
      this.#failed = true;
      const text = `(node:${process.pid}) RuntimeWarning: coroutine '${pending.name}' was never awaited\n`;
      writeSync(2, `${text}    ${userFrame(pending.created.stack)}\n`);
    }
    this.#waiting.clear();
    if (this.#failed && process.env['ASYNCSHIFT_STRICT'] === '1' && !process.exitCode) process.exitCode = 1;
  }

  #hook(): void {
    if (this.#hooked) return;
    this.#hooked = true;
    process.on('beforeExit', () => {
      for (const pending of [...this.#waiting]) this.#report(pending);
    });
    process.on('exit', () => {
      this.#sweepAtExit();
    });
  }
}

/** The process's coroutines that have not started. */
export const pendingCoroutines = new PendingCoroutines();
