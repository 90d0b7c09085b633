import type { Failure } from '../project/index.js';

/** Ends a command with exit code 2: something the user can mend, told place by place. */
export class CommandFailure extends Error {
  readonly failures: readonly Failure[];

  /** @param failures what went wrong; a string stands for one failure without a place */
  constructor(failures: readonly Failure[] | string) {
    const list = typeof failures === 'string' ? [{ message: failures }] : failures;
    super(list.map(({ message }) => message).join('\n'));
    this.name = 'CommandFailure';
    this.failures = list;
  }
}

/** Gives back a successful outcome, and ends the command with the failures of another. */
export function succeeded<T extends { ok: boolean }>(outcome: T): Extract<T, { ok: true }> {
  if (outcome.ok) return outcome as Extract<T, { ok: true }>;
  const failed = outcome as { failures?: readonly Failure[]; message?: string };
  throw new CommandFailure(failed.failures ?? failed.message ?? 'It did not work, and no reason was given.');
}
