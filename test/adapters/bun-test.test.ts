import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

// ASYNCSHIFT_TEST_BUN names a Bun; without it nothing of bun test is seen.
const bun = process.env['ASYNCSHIFT_TEST_BUN'];

it.runIf(bun)('answers while bun test waits for a promise, after an answer', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-bun-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const adapter = JSON.stringify(path.resolve('src/adapters/sqlite/bun-sqlite.ts'));
  const text = `import { expect, test } from 'bun:test';
    import { Database } from ${adapter};

    const db = new Database(':memory:');
    test.each(['exec', 'get', 'run'])('%s', async (how) => {
      const ask = () =>
        how === 'exec' ? db.exec('SELECT 1') : db.query('SELECT 1')[how]();
      const later = new Promise((_, reject) => {
        setTimeout(async () => { await ask(); reject(new Error('later')); }, 20);
      });
      await ask();
      await expect(later).rejects.toThrow('later');
    }, 2000);`;
  writeFileSync(path.join(folder, 'a.test.ts'), text);
  const ran = spawnSync(bun ?? '', ['test', './a.test.ts'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(ran.stderr).toContain(' 3 pass');
  expect(ran.status).toBe(0);
});
