import { AsyncResource } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Turns } from '../../src/adapters/sqlite/turns.js';

const warn = vi.hoisted(() => vi.fn());
vi.mock('node:console', () => ({ warn }));

const nothing = () => Promise.resolve();

/** Begins a transaction, while somebody else asks for something. @returns what the other gets */
function beginBeside<T>(turns: Turns, other: () => Promise<T>): { other: Promise<T>; begun: Promise<void> } {
  const later = Promise.resolve().then(() => turns.take(other));
  const begun = new AsyncResource('begins').runInAsyncScope(() => turns.begin(nothing));
  return { other: later, begun };
}

describe('a transaction that was begun by hand', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    warn.mockReset();
  });

  it('is told of when others wait for it and it does not end', async () => {
    void beginBeside(new Turns(), nothing);
    await vi.advanceTimersByTimeAsync(4999);
    expect(warn).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('beginBeside'));
  });

  it('is not told of when it ends in time', async () => {
    const turns = new Turns();
    const { begun, other } = beginBeside(turns, () => Promise.resolve('done'));
    await begun;
    turns.ended();
    await expect(other).resolves.toBe('done');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(warn).not.toHaveBeenCalled();
  });

  it('is not told of when nobody waits', async () => {
    await new Turns().begin(nothing);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(warn).not.toHaveBeenCalled();
  });
});
