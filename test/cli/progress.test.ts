import { describe, expect, test } from 'vitest';
import { ProgressBar } from '../../src/cli/progress-bar.js';
import { stages } from '../../src/cli/stages.js';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

/** A clock that somebody sets, and a terminal that shows its last line. */
class Screen {
  time = 0;
  written = '';
  readonly bar = new ProgressBar({
    write: (text) => (this.written += text),
    now: () => this.time,
    columns: () => 50,
  });

  /** What stands in the line now. */
  get line(): string {
    return this.written.split('\u001b[2K').at(-1)?.replace('\r', '') ?? '';
  }
}

describe('the bar', () => {
  test('appears when the work has taken a second, and goes with it', () => {
    const screen = new Screen();
    screen.bar.update({ doing: 'Loading', done: 1 });
    screen.time = 999;
    screen.bar.update({ doing: 'Analysing', done: 5, total: 12 });
    expect(screen.written).toBe('');
    screen.time = 1000;
    screen.bar.update({ doing: 'Analysing', done: 6, total: 12 });
    expect(screen.line).toBe('Analysing [############------------] 6/12');
    screen.bar.end();
    expect(screen.line).toBe('');
  });

  test('is drawn ten times a second at most', () => {
    const screen = new Screen();
    for (screen.time = 1000; screen.time < 1100; screen.time += 1)
      screen.bar.update({ doing: 'Loading', done: screen.time });
    expect(screen.line).toBe('Loading 1000');
    screen.bar.update({ doing: 'Loading', done: 1100 });
    expect(screen.line).toBe('Loading 1100');
    screen.bar.end();
  });

  test('makes room for what is printed, and fits in a line', () => {
    const screen = new Screen();
    screen.time = 2000;
    screen.bar.update({ doing: 'Verifying', done: 123_456, total: 1_234_567 });
    expect(screen.line).toBe('Verifying [##----------------------] 123456/12345');
    screen.bar.clear();
    expect(screen.line).toBe('');
    const before = screen.written;
    screen.bar.clear();
    expect(screen.written).toBe(before);
    screen.bar.end();
  });
});

describe('a command', () => {
  const files = { 'a.js': 'export const a = 1;\n', 'tsconfig.json': '{ "include": ["."] }\n' };
  /** Every look at the clock takes a second. */
  const slow = () => {
    let time = 0;
    return () => (time += 1000);
  };

  test('shows a bar on a terminal, on standard error, and leaves nothing of it', async () => {
    using workspace = new Workspace(files);
    const ran = await run(workspace.root, ['--no-color'], { stages, isTTY: true, now: slow() });
    expect(ran.stderr.split('\r\u001b[2K').slice(0, 2)).toEqual(['Analysing 1 file …\n', 'Loading 1']);
    expect(ran.stderr.split('\u001b[2K').at(-1)).toBe('');
    expect(ran).toMatchObject({ code: 0, stdout: 'Nothing to do.\n' });
  });

  test('prints plain lines where nobody watches, or where lines cannot be wiped', async () => {
    using workspace = new Workspace(files);
    const plain = { code: 0, stdout: 'Nothing to do.\n', stderr: 'Analysing 1 file …\n' };
    expect(await run(workspace.root, [], { isTTY: false, now: slow() })).toEqual(plain);
    const dumb = { TERM: 'dumb' };
    expect(await run(workspace.root, [], { isTTY: true, env: dumb, now: slow() })).toEqual(plain);
  });
});
