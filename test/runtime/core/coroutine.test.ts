import { describe, expect, it, vi } from 'vitest';
import { coroutine } from '../../../src/runtime/core/coroutine.js';
import { call } from '../../../src/runtime/core/flow.js';
import { ProgramFolder } from '../engine/support/program.js';

// Programs in processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe('a coroutine', () => {
  it('does nothing until it is awaited, and then does it once', async () => {
    const log: string[] = [];
    const cold = coroutine('Test.work', function* () {
      log.push('started');
      return yield* call(() => Promise.resolve(42));
    });
    await Promise.resolve();
    expect(log).toEqual([]);
    expect([await cold, await cold]).toEqual([42, 42]);
    expect(log).toEqual(['started']);
  });

  it.each([
    ['then', (cold: Promise<number>) => cold.then((value) => value)],
    ['catch', (cold: Promise<number>) => cold.catch(() => 0)],
    ['finally', (cold: Promise<number>) => cold.finally(() => undefined)],
    ['Promise.all', async (cold: Promise<number>) => (await Promise.all([cold]))[0]],
    ['Promise.resolve', (cold: Promise<number>) => Promise.resolve(cold)],
  ])('is started by %s', async (_name, use) => {
    expect(await use(coroutine('Test.work', () => call(() => 7)))).toBe(7);
  });

  it('rejects with what the flow throws, even before its first step', async () => {
    const fails = coroutine('Test.work', () => {
      throw new RangeError('early');
    });
    await expect(fails).rejects.toThrow(new RangeError('early'));
    await expect(fails).rejects.toThrow(new RangeError('early'));
  });

  it('throws a failed call into the flow, which may go on', async () => {
    const recovers = coroutine('Test.work', function* () {
      try {
        yield* call(() => Promise.reject(new Error('first')));
      } catch (error) {
        return `${(error as Error).message}, then ${yield* call(() => 'second')}`;
      }
      return 'not reached';
    });
    expect(await recovers).toBe('first, then second');
  });

  it('is told apart from a promise when printed', () => {
    const cold = coroutine('Test.work', () => call(() => 1));
    expect(Object.prototype.toString.call(cold)).toBe('[object Coroutine]');
    void cold.then();
  });
});

const DROPPED = `import { createAsyncEngine } from 'ASYNCIO';
const engine = createAsyncEngine('sqlite+aiosqlite://');
async function work() {
  const connection = await engine.connect();
  connection.commit();
  await connection.close();
}
await work();
`;

describe('a coroutine that is never awaited', () => {
  it('is reported with the line that made it', async () => {
    await using folder = new ProgramFolder();
    const { stdout, stderr, exitCode, file } = await folder.run(`${DROPPED}console.log('done');`);
    expect(stderr.replace(/^\(node:\d+\)/, '(node)')).toBe(
      `(node) RuntimeWarning: coroutine 'AsyncConnection.commit' was never awaited\n    at work (${file}:5:14)\n` +
        '(Use `node --trace-warnings ...` to show where the warning was created)\n',
    );
    expect([stdout, exitCode]).toEqual(['done\n', 0]);
  });

  it('fails the process in strict mode', async () => {
    await using folder = new ProgramFolder();
    const { stderr, exitCode } = await folder.run(DROPPED, { ASYNCSHIFT_STRICT: '1' });
    expect(stderr).toContain("RuntimeWarning: coroutine 'AsyncConnection.commit' was never awaited");
    expect(exitCode).toBe(1);
  });

  it('is reported when the program exits by itself, and fails it in strict mode', async () => {
    await using folder = new ProgramFolder();
    const { stderr, exitCode, file } = await folder.run(`${DROPPED}process.exit(0);`, {
      ASYNCSHIFT_STRICT: '1',
    });
    expect(stderr.replace(/^\(node:\d+\)/, '(node)')).toBe(
      `(node) RuntimeWarning: coroutine 'AsyncConnection.commit' was never awaited\n    at work (${file}:5:14)\n`,
    );
    expect(exitCode).toBe(1);
  });

  it('leaves another exit code alone', async () => {
    await using folder = new ProgramFolder();
    expect((await folder.run(`${DROPPED}process.exit(3);`, { ASYNCSHIFT_STRICT: '1' })).exitCode).toBe(3);
  });

  it('is reported while the program still runs, once it is collected', async () => {
    await using folder = new ProgramFolder();
    const program = `${DROPPED}
process.on('warning', ({ name, message }) => {
  console.log('warned:', name, message);
  process.exit(0);
});
const tick = setInterval(() => globalThis.gc(), 5);
`;
    expect((await folder.run(program)).stdout).toBe(
      "warned: RuntimeWarning coroutine 'AsyncConnection.commit' was never awaited\n",
    );
  });

  it('is not reported when it was awaited, and a clean program exits with 0 in strict mode', async () => {
    await using folder = new ProgramFolder();
    const { stderr, exitCode } = await folder.run(
      DROPPED.replace('connection.commit()', 'await connection.commit()'),
      {
        ASYNCSHIFT_STRICT: '1',
      },
    );
    expect([stderr, exitCode]).toEqual(['', 0]);
  });
});
