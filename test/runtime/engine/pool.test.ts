import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAsync, runSync } from '../../../src/runtime/core/flow.js';
import type { DriverConnection } from '../../../src/runtime/core/contracts.js';
import { DriverError } from '../../../src/runtime/engine/drivers/driver-error.js';
import { NullPool } from '../../../src/runtime/engine/pool/null-pool.js';
import type { PoolOptions } from '../../../src/runtime/engine/pool/pool.js';
import { AsyncAdaptedQueuePool, QueuePool } from '../../../src/runtime/engine/pool/queue-pool.js';
import { StaticPool } from '../../../src/runtime/engine/pool/static-pool.js';

const OPTIONS: PoolOptions = {
  poolSize: 1,
  maxOverflow: 1,
  poolTimeout: 30,
  poolRecycle: -1,
  poolPrePing: false,
  poolUseLifo: false,
};

/** Connections that note what is done to them. */
function server() {
  const log: string[] = [];
  const gone = new Set<number>();
  let refuse = false;
  let opened = 0;
  const open = (): DriverConnection & { number: number } => {
    if (refuse) throw new DriverError('fake', 'OperationalError', 'refused', true, undefined);
    const number = ++opened;
    log.push(`open ${number}`);
    return {
      number,
      execute() {
        log.push(`ping ${number}`);
        if (gone.has(number)) throw new DriverError('fake', 'OperationalError', 'gone away', true, undefined);
        return { columns: [], rows: [], rowcount: -1 };
      },
      begin: () => undefined,
      commit: () => undefined,
      rollback: () => undefined,
      close: () => void log.push(`close ${number}`),
    };
  };
  return { log, open, gone, refuse: (value: boolean) => (refuse = value) };
}

describe('QueuePool', () => {
  it('keeps poolSize connections, closes the overflow, and fails at once when there is none left', () => {
    const { log, open } = server();
    const pool = new QueuePool(open, OPTIONS);
    const first = runSync(pool.checkout());
    const second = runSync(pool.checkout());
    expect(pool.status()).toBe(
      'Pool size: 1  Connections in pool: 0 Current Overflow: 1 Current Checked out connections: 2',
    );
    expect(() => runSync(pool.checkout())).toThrow(
      'QueuePool limit of size 1 overflow 1 reached, connection timed out, timeout 30.00 ' +
        '(Background on this error at: https://sqlalche.me/e/20/3o7r)',
    );
    runSync(pool.checkin(first, false));
    runSync(pool.checkin(second, false));
    expect(log).toEqual(['open 1', 'open 2', 'close 1']);
    expect(runSync(pool.checkout())).toBe(second);
    expect(log).toEqual(['open 1', 'open 2', 'close 1']);
  });

  it('hands out the connection that waited longest, or with poolUseLifo the last one', () => {
    for (const [poolUseLifo, expected] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const pool = new QueuePool(server().open, { ...OPTIONS, poolSize: 2, poolUseLifo });
      const both = [runSync(pool.checkout()), runSync(pool.checkout())] as const;
      runSync(pool.checkin(both[0], false));
      runSync(pool.checkin(both[1], false));
      expect(runSync(pool.checkout())).toBe(both[expected]);
    }
  });

  it('has no limit with poolSize 0 or maxOverflow -1', () => {
    for (const options of [{ poolSize: 0 }, { maxOverflow: -1 }]) {
      const pool = new QueuePool(server().open, { ...OPTIONS, ...options });
      for (let n = 0; n < 20; n += 1) runSync(pool.checkout());
      expect(pool.status()).toContain('Current Checked out connections: 20');
    }
  });

  it('does not lose a place when a connection cannot be opened', () => {
    const { open, refuse, log } = server();
    const pool = new QueuePool(open, { ...OPTIONS, maxOverflow: 0 });
    refuse(true);
    expect(() => runSync(pool.checkout())).toThrow('refused');
    refuse(false);
    runSync(pool.checkout());
    expect(log).toEqual(['open 1']);
  });

  it('closes a broken connection instead of keeping it', () => {
    const { open, log } = server();
    const pool = new QueuePool(open, OPTIONS);
    runSync(pool.checkin(runSync(pool.checkout()), true));
    runSync(pool.checkout());
    expect(log).toEqual(['open 1', 'close 1', 'open 2']);
  });

  it('closes idle connections when disposed of, and those in use when they come back', () => {
    const { open, log } = server();
    const pool = new QueuePool(open, { ...OPTIONS, poolSize: 2 });
    const [first, second] = [runSync(pool.checkout()), runSync(pool.checkout())];
    runSync(pool.checkin(first, false));
    runSync(pool.dispose());
    runSync(pool.checkin(second, false));
    expect(log).toEqual(['open 1', 'open 2', 'close 1', 'close 2']);
  });

  it('replaces connections older than poolRecycle seconds', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { open, log } = server();
    const pool = new QueuePool(open, { ...OPTIONS, poolRecycle: 60 });
    runSync(pool.checkin(runSync(pool.checkout()), false));
    vi.setSystemTime(Date.now() + 60_000);
    runSync(pool.checkin(runSync(pool.checkout()), false));
    expect(log).toEqual(['open 1']);
    vi.setSystemTime(Date.now() + 1);
    runSync(pool.checkout());
    expect(log).toEqual(['open 1', 'close 1', 'open 2']);
    vi.useRealTimers();
  });

  it('with poolPrePing asks an idle connection whether it is still there', () => {
    const { open, log, gone } = server();
    const pool = new QueuePool(open, { ...OPTIONS, poolPrePing: true });
    runSync(pool.checkin(runSync(pool.checkout()), false));
    runSync(pool.checkin(runSync(pool.checkout()), false));
    gone.add(1);
    runSync(pool.checkout());
    expect(log).toEqual(['open 1', 'ping 1', 'ping 1', 'close 1', 'open 2']);
  });

  it('does not use a connection again that was open before a disconnect', () => {
    const { open, log } = server();
    const pool = new QueuePool(open, OPTIONS);
    runSync(pool.checkin(runSync(pool.checkout()), false));
    pool.invalidateAll();
    runSync(pool.checkout());
    expect(log).toEqual(['open 1', 'close 1', 'open 2']);
  });
});

describe('AsyncAdaptedQueuePool', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('serves who waits in order, never more than the limit at once', async () => {
    const { open, log } = server();
    const pool = new AsyncAdaptedQueuePool(() => Promise.resolve(open()), { ...OPTIONS, maxOverflow: 0 });
    const first = await runAsync(pool.checkout());
    const order: string[] = [];
    const waiting = ['a', 'b', 'c'].map(async (name) => {
      const connection = await runAsync(pool.checkout());
      order.push(name);
      await runAsync(pool.checkin(connection, false));
    });
    expect(order).toEqual([]);
    await runAsync(pool.checkin(first, false));
    // Comes while the connection is on its way to the first who waited, and must not get a second one.
    waiting.push(runAsync(pool.checkout()).then(() => void order.push('late')));
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b', 'c', 'late']);
    expect(log).toEqual(['open 1']);
  });

  it('gives up after poolTimeout seconds', async () => {
    const pool = new AsyncAdaptedQueuePool(() => Promise.resolve(server().open()), {
      ...OPTIONS,
      maxOverflow: 0,
      poolTimeout: 2,
    });
    const held = await runAsync(pool.checkout());
    const waiting = expect(runAsync(pool.checkout())).rejects.toThrow(
      'QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 2.00',
    );
    await vi.advanceTimersByTimeAsync(2000);
    await waiting;
    await runAsync(pool.checkin(held, false));
    expect(await runAsync(pool.checkout())).toBe(held);
  });

  it('lets the next one open a connection when a broken one comes back', async () => {
    const { open, log } = server();
    const pool = new AsyncAdaptedQueuePool(() => Promise.resolve(open()), { ...OPTIONS, maxOverflow: 0 });
    const first = await runAsync(pool.checkout());
    const second = runAsync(pool.checkout());
    await runAsync(pool.checkin(first, true));
    await second;
    expect(log).toEqual(['open 1', 'close 1', 'open 2']);
  });
});

describe('NullPool', () => {
  it('opens and closes a connection each time', () => {
    const { open, log } = server();
    const pool = new NullPool(open, OPTIONS);
    runSync(pool.checkin(runSync(pool.checkout())));
    runSync(pool.checkin(runSync(pool.checkout())));
    expect(log).toEqual(['open 1', 'close 1', 'open 2', 'close 2']);
  });
});

describe('StaticPool', () => {
  it('gives everybody the same connection until it is disposed of', async () => {
    const { open, log } = server();
    const pool = new StaticPool(() => Promise.resolve(open()), OPTIONS);
    const [first, second] = await Promise.all([runAsync(pool.checkout()), runAsync(pool.checkout())]);
    expect(second).toBe(first);
    await runAsync(pool.checkin(first, false));
    expect(await runAsync(pool.checkout())).toBe(first);
    await runAsync(pool.dispose());
    expect(log).toEqual(['open 1', 'close 1']);
    await runAsync(pool.checkout());
    expect(log).toEqual(['open 1', 'close 1', 'open 2']);
  });

  it('can be asked again after opening failed', () => {
    const { open, refuse } = server();
    const pool = new StaticPool(open, OPTIONS);
    refuse(true);
    expect(() => runSync(pool.checkout())).toThrow('refused');
    refuse(false);
    expect(runSync(pool.checkout()).driver).toMatchObject({ number: 1 });
  });
});
