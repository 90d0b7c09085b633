import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

const suite = (value: string) =>
  `const { test } = require('node:test');\ntest('one', () => { if (${value}) throw new Error('no one'); });\n`;

test('verify --run names the tests that pass no more, in a workspace of a repository too', async () => {
  using workspace = new Workspace({
    'packages/a/package.json': '{ "name": "a" }',
    'packages/a/a.js': suite('0'),
  });
  workspace.commitAll();
  workspace.write({ 'packages/a/a.js': suite('1') });
  const before = workspace.snapshot();
  const ran = await run(workspace.path('packages/a'), ['verify', '--base', 'HEAD', '--run', 'node a.js']);
  expect(ran.code).toBe(2);
  const logs = /before (\S+), after/.exec(ran.stdout)?.[1] ?? '';
  rmSync(path.dirname(logs), { recursive: true });
  expect(ran.stdout.split('\n').slice(0, 5)).toEqual([
    '  same run: node a.js ran before and after the change',
    '  DIFFERS tests: 1 test worse than before, when 1 passed',
    '    passed before, and does not now (1):',
    '      packages/a/a.js: one',
    '        no one',
  ]);
  expect(ran.stdout).toContain('Not verified: node a.js does not do the same.');
  expect(workspace.snapshot()).toEqual(before);
});

test.each([
  [['--repeat'], '--repeat and --timeout go with --run.'],
  [['--run', 'x', 'a.js'], 'name the folder to run the command in'],
  [['--run', 'x', '--timeout', 'soon'], 'It takes a number of seconds.'],
])('verify %j says what is wrong with it', async (args, message) => {
  using workspace = new Workspace({ 'a.js': '' });
  const ran = await run(workspace.root, ['verify', ...args]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});
