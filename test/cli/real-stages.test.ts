import { describe, expect, test } from 'vitest';
import { Workspace } from '../project/workspace.js';
import { run } from './harness.js';

describe('bad input, with the real stages', () => {
  const app = {
    'package.json': '{ "type": "module" }',
    'src/fine.ts': "import { createEngine } from 'asyncshift/orm';\ncreateEngine('sqlite://').dispose();\n",
  };

  test('a file below a folder that does not parse stays as it is, and is told', async () => {
    using workspace = new Workspace({ ...app, 'src/broken.ts': 'const a = 1;\nfunction (\n' });
    const ran = await run(workspace.root, ['src', '--write']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      'src/broken.ts:2 stays as it is. The file does not parse: Identifier expected. Mend it and run again.\n',
    );
    expect(workspace.read('src/broken.ts')).toBe('const a = 1;\nfunction (\n');
    expect(workspace.read('src/fine.ts')).toContain('createAsyncEngine');
  });

  test('a file that is named and does not parse is told with its line, and nothing is written', async () => {
    using workspace = new Workspace({ ...app, 'src/broken.ts': 'const a = 1;\nfunction (\n' });
    const before = workspace.snapshot();
    const ran = await run(workspace.root, ['src', 'src/broken.ts', '--write']);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Analysing 2 files …\nerror src/broken.ts:2: The file does not parse: Identifier expected. Mend it and run again.\n',
    });
    expect(workspace.snapshot()).toEqual(before);
  });

  test('what a build has made stays as it is below a folder, and is told', async () => {
    const built = `${app['src/fine.ts']}//# sourceMappingURL=built.js.map\n`;
    const minified = app['src/fine.ts'].replaceAll('\n', '').repeat(60);
    using workspace = new Workspace({
      ...app,
      'src/built.js': built,
      'src/minified.mjs': minified,
      'src/other.js': `export const other = 1;\n//# sourceMappingURL=other.js.map\n`,
    });
    const ran = await run(workspace.root, ['src', '--write']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('src/built.js stays as it is. A build has made it');
    expect(ran.stderr).toContain('src/minified.mjs stays as it is. A build has made it');
    expect(ran.stderr).not.toContain('other.js');
    expect([workspace.read('src/built.js'), workspace.read('src/minified.mjs')]).toEqual([built, minified]);
    expect(workspace.read('src/fine.ts')).toContain('createAsyncEngine');
    await run(workspace.root, ['src/built.js', '--write']);
    expect(workspace.read('src/built.js')).toContain('createAsyncEngine');
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
  const ran = await run(workspace.root, ['demo', '--color']);
  expect(ran.stdout).toContain('\u001B[32m+');
  for (const what of ['output', 'SQL trace', 'database']) {
    expect(ran.stdout).toContain(`\u001B[32msame\u001B[39m \u001B[1m${what}\u001B[22m: `);
  }
  expect(ran.code).toBe(0);
});
