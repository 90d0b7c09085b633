import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';

interface TestEvent {
  type: string;
  data: { name: string; nesting: number; file: string; details?: { error?: Error; type?: string } };
}

const require = createRequire(import.meta.url);
const report = require('../../../src/verify/project/node-test-reporter.cjs') as (
  events: AsyncIterable<TestEvent>,
) => AsyncIterable<string>;

const file = '/project/a.test.js';
const ended = (type: string, name: string, nesting = 0): TestEvent => ({
  type: `test:${type}`,
  data: { name, nesting, file },
});

async function reported(events: TestEvent[]): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'asyncshift-test-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  vi.stubEnv('ASYNCSHIFT_REPORTS', folder);
  const all = (async function* () {
    yield* await Promise.resolve(events);
  })();
  for await (const text of report(all)) expect(text).toBe('');
  const lines = readFileSync(path.join(folder, `node-${process.pid}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const { file: of, name, status } = JSON.parse(line) as Record<string, string>;
    return `${of} ${name} ${status}`;
  });
}

it('leaves out a file that failed where a test in it did', async () => {
  const events = [ended('pass', 'one'), ended('fail', 'two'), ended('fail', file)];
  expect(await reported(events)).toEqual([`${file} one passed`, `${file} two failed`]);
});

it('names a file that failed by itself', async () => {
  expect(await reported([ended('pass', 'one'), ended('fail', file)])).toEqual([
    `${file} one passed`,
    `${file} ${file} failed`,
  ]);
});
