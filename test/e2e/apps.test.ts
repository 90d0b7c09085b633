import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import type { Workspace } from '../project/workspace.js';
import { bin, example, nodes, runUnder, sources, type Ended } from './support.js';

const vitest = path.join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs');

if (nodes.length === 1) {
  console.warn(
    'The end-to-end tests run under this Node only: name others in ASYNCSHIFT_TEST_NODES, separated by colons.',
  );
}

const cases = nodes.flatMap((node) => ['quickstart', 'ledger', 'shop'].map((name) => ({ node, name })));

test.each(cases)(
  '$name migrates, is proven to do the same, leaves nothing to do, and comes back (under $node)',
  async ({ node, name }) => {
    using workspace = example(name);
    const asyncshift = (...args: string[]) => runUnder(node, workspace.root, bin, args);
    const original = sources(workspace);
    await ownTestsPass(node, workspace);

    const written = await asyncshift('.', '--write');
    expect(written).toMatchObject({ code: 0, stdout: expect.not.stringContaining('left to you') as string });
    expect(sources(workspace)).not.toEqual(original);
    await ownTestsPass(node, workspace);

    const verified = await asyncshift('verify', '.');
    expect(verified.stdout).toMatch(
      /^ {2}same types: .+\n {2}same promises: .+\n {2}same run: .+\n {2}same output: .+\n {2}same exit code: .+\n {2}same SQL trace: .+\n {2}same database: .+\n/,
    );
    expect(verified.stdout).toMatch(/\nVerified: the program does the same\.\n$/);
    expect(verified.code).toBe(0);

    const again = await asyncshift('.');
    expect(again.stdout.split('\n')[0]).toBe('Nothing to do.');
    expect(again.code).toBe(0);

    expect((await asyncshift('undo')).code).toBe(0);
    expect(sources(workspace)).toEqual(original);
  },
);

/** The application's own tests, where it has any. */
async function ownTestsPass(node: string, workspace: Workspace): Promise<void> {
  if (!sources(workspace)['vitest.config.ts']) return;
  const ran = await runUnder(node, workspace.root, vitest, ['run']);
  expect(ran.stdout).toMatch(/\n +Tests {2}\d+ passed \(\d+\)\n/);
  expect(ran.code).toBe(0);
}

describe.each(nodes)('under %s', (node) => {
  test('verify runs the program with the Node that runs asyncshift', async () => {
    using workspace = example('quickstart');
    workspace.write({
      'src/main.ts': `${workspace.read('src/main.ts')}console.log('run by', process.version);\n`,
    });
    const version = (await runUnder(node, workspace.root, '-p', ['process.version'])).stdout.trim();
    const ran: Ended = await runUnder(node, workspace.root, bin, ['verify', '.', '--base', 'HEAD', '--json']);
    expect(ran.stdout).toContain(version);
  });
});
