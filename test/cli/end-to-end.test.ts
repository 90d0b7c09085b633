import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/profiles/package-root.js';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

/** A temporary copy of an example application, its packages linked in, committed. */
function example(name: string): Workspace {
  const workspace = new Workspace();
  cpSync(path.join(packageRoot, 'fixtures', 'apps', name), workspace.root, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'node_modules',
  });
  mkdirSync(workspace.path('node_modules/@types'), { recursive: true });
  symlinkSync(packageRoot, workspace.path('node_modules/asyncshift'));
  for (const dependency of ['hono', 'vitest', '@types/node']) {
    symlinkSync(
      path.join(packageRoot, 'node_modules', dependency),
      workspace.path(`node_modules/${dependency}`),
    );
  }
  return workspace;
}

/** Everything but the packages. */
function sources(workspace: Workspace): Record<string, string> {
  const files = Object.entries(workspace.snapshot());
  return Object.fromEntries(files.filter(([name]) => !name.startsWith('node_modules/')));
}

describe.each(['quickstart', 'ledger', 'shop'])('the example application %s', (name) => {
  test('migrates, is proven to do the same, leaves nothing to do, and comes back', async () => {
    using workspace = example(name);
    const original = sources(workspace);

    const written = await run(workspace.root, ['--write']);
    expect(written).toMatchObject({ code: 0, stdout: expect.not.stringContaining('left to you') as string });

    const verified = await run(workspace.root, ['verify']);
    expect(verified.stdout).toMatch(
      /^ {2}same types: .+\n {2}same promises: .+\n {2}same run: .+\n {2}same output: .+\n {2}same exit code: .+\n {2}same SQL trace: .+\n {2}same database: .+\n/,
    );
    expect(verified.stdout).toMatch(/\nVerified: the program does the same\.\n$/);
    expect(verified.code).toBe(0);

    const again = await run(workspace.root, []);
    expect(again.stdout.split('\n')[0]).toBe('Nothing to do.');
    expect(again.code).toBe(0);

    expect((await run(workspace.root, ['undo'])).code).toBe(0);
    expect(sources(workspace)).toEqual(original);
  });
});

describe('bad input, with the real stages', () => {
  const app = {
    'package.json': '{ "type": "module" }',
    'src/fine.ts': "import { createEngine } from 'asyncshift/orm';\ncreateEngine('sqlite://').dispose();\n",
  };

  test('a file that does not parse is named with its line, and nothing is written', async () => {
    using workspace = new Workspace({ ...app, 'src/broken.ts': 'const a = 1;\nfunction (\n' });
    const before = workspace.snapshot();
    const ran = await run(workspace.root, ['src', '--write']);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Analysing 2 files …\nerror src/broken.ts:2: The file does not parse: Identifier expected. Mend it and run again.\n',
    });
    expect(workspace.snapshot()).toEqual(before);
  });

  test.each([
    [
      '{ "compilerOptions": {',
      /^Analysing 1 file …\nerror tsconfig\.json:1: '}' expected\. .*--tsconfig\.\n$/,
    ],
    [
      '{ "compilerOptions": { "module": "nope" } }',
      /^Analysing 1 file …\nerror tsconfig\.json: Argument for .*--tsconfig\.\n$/,
    ],
    ['{ "extends": "./gone.json" }', /^error tsconfig\.json: The tsconfig does not load: .*--tsconfig\.\n$/],
  ])('a tsconfig that does not load (%s)', async (tsconfig, stderr) => {
    using workspace = new Workspace({ ...app, 'tsconfig.json': tsconfig });
    const before = workspace.snapshot();
    const ran = await run(workspace.root, ['src', '--write']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(stderr);
    expect(workspace.snapshot()).toEqual(before);
  });
});

test('the demo shows the diff in colour, and that everything is the same', async () => {
  using workspace = new Workspace();
  const ran = await run(workspace.root, ['demo']);
  expect(ran.stdout).toContain('\u001B[32m+');
  for (const what of ['output', 'SQL trace', 'database']) {
    expect(ran.stdout).toContain(`\u001B[32msame\u001B[39m \u001B[1m${what}\u001B[22m: `);
  }
  expect(ran.code).toBe(0);
});
