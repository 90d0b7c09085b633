import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { profiles as builtIn } from '../../src/profiles/index.js';
import { Workspace } from '../project/workspace.js';
import { fakeStages, samplePlace, sampleWall } from './fake-stages.js';
import { run } from './harness.js';

const app = { 'package.json': '{}', 'src/a.ts': 'one();\nquery(1);\nthree();\n', 'src/b.ts': 'fine();\n' };

describe('asyncshift [paths…]', () => {
  test('shows the change as a unified diff with a summary, writes nothing, exits 1', async () => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, ['src'], { stages: fakeStages() });
    expect(ran).toEqual({
      code: 1,
      stdout: [
        '--- a/src/a.ts',
        '+++ b/src/a.ts',
        '@@ -1,3 +1,3 @@',
        ' one();',
        '-query(1);',
        '+await query(1);',
        ' three();',
        '',
        '1 file would change',
        '  1 expression awaited',
        '',
      ].join('\n'),
      stderr: 'Analysing 2 files …\nNothing is written yet. To write it: asyncshift src --write\n',
    });
    expect(workspace.snapshot()).toEqual(app);
  });

  test('names the command that writes what was shown, as a shell takes it', async () => {
    using workspace = new Workspace({ 'package.json': '{}', "it's/a.ts": 'query(1);\n' });
    const args = ['*/a.ts', "it's", '--driver', 'postgresql=psycopg', '--pool', 'null'];
    const ran = await run(workspace.root, args, { stages: fakeStages() });
    expect(ran.stderr.split('\n').at(-2)).toBe(
      "Nothing is written yet. To write it: asyncshift '*/a.ts' 'it'\\''s' --pool null --driver postgresql=psycopg --write",
    );
  });

  test('says when there is nothing to do, exits 0', async () => {
    using workspace = new Workspace({ 'a.ts': 'await query(1);\n' });
    const ran = await run(workspace.root, [], { stages: fakeStages() });
    expect(ran).toEqual({ code: 0, stdout: 'Nothing to do.\n', stderr: 'Analysing 1 file …\n' });
  });

  test('tells walls, hazards and notes with their places', async () => {
    using workspace = new Workspace(app);
    const stages = fakeStages({
      walls: [sampleWall('src/b.ts')],
      hazards: [
        {
          ...samplePlace('src/a.ts', 'AS301'),
          message: 'Total may change in between.',
          other: { file: 'src/b.ts', line: 7 },
        },
      ],
      notes: ['src/a.ts', 'src/b.ts'].map((file) => ({
        ...samplePlace(file, 'AS401'),
        message: 'expireOnCommit: false is set.',
      })),
      newFiles: [{ file: 'src/helper.ts', text: 'export {};\n', reason: 'helper' }],
    });
    const ran = await run(workspace.path('src'), ['.'], { stages });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe(
      [
        '--- a/a.ts',
        '+++ b/a.ts',
        '@@ -1,3 +1,3 @@',
        ' one();',
        '-query(1);',
        '+await query(1);',
        ' three();',
        '--- /dev/null',
        '+++ b/helper.ts',
        '@@ -0,0 +1,1 @@',
        '+export {};',
        '',
        '1 file would change, 1 file would be created',
        '  1 expression awaited',
        '',
        '1 place left to you',
        '  AS101 b.ts:1 A constructor cannot be async. Make a static factory.',
        '    new Shop calls load',
        '    load calls query',
        '',
        '1 hazard: compiles, but may behave differently',
        '  AS301 a.ts:1 Total may change in between.',
        '    and b.ts:7',
        '',
        'Worth knowing',
        '  AS401 expireOnCommit: false is set.',
        '    a.ts:1',
        '    b.ts:1',
        '',
      ].join('\n'),
    );
  });

  test('counts marker comments of earlier runs as work that remains', async () => {
    using workspace = new Workspace({
      'a.ts':
        '// asyncshift AS101: a constructor cannot be async\nnew Shop();\n  /* asyncshift AS204: a getter */\n',
      'b.tsx':
        'const a = (b) => /* asyncshift AS102: x */ c(b);\r\nconst text = "// asyncshift AS103: in a string";\n',
      'c.ts': 'plain(); // see asyncshift AS101 in the docs\n',
    });
    const ran = await run(workspace.root, [], { stages: fakeStages() });
    expect(ran).toEqual({
      code: 1,
      stdout: [
        '',
        '3 marker comments in the code: mend the place, then delete the comment',
        '  AS101 a.ts:1',
        '  AS204 a.ts:3',
        '  AS102 b.tsx:1',
        '',
      ].join('\n'),
      stderr: 'Analysing 3 files …\n',
    });
  });

  test('walls alone are work that remains', async () => {
    using workspace = new Workspace({ 'a.ts': '' });
    const ran = await run(workspace.root, [], { stages: fakeStages({ walls: [sampleWall('a.ts')] }) });
    expect(ran.code).toBe(1);
    expect(ran.stdout).not.toContain('Nothing to do');
  });

  test('the diff is one that git applies, byte for byte', async () => {
    using workspace = new Workspace({
      'package.json': '{}',
      'sub/windows.ts': 'one();\r\nquery(1);\r\n',
      'sub/marked.ts': '\uFEFFquery(1);\n',
      'sub/no-end.ts': 'query(1);',
      'sub/with space.ts': 'query(1);\n',
    }).commitAll();
    const stages = fakeStages({
      walls: [sampleWall('sub/no-end.ts')],
      newFiles: [{ file: 'sub/new/helper.ts', text: 'export {};\n', reason: 'helper' }],
    });
    const { stdout } = await run(workspace.path('sub'), ['.', '--no-color'], { stages });
    execFileSync('git', ['apply', '-'], { cwd: workspace.path('sub'), input: stdout, stdio: 'pipe' });
    const applied = workspace.snapshot();
    expect(applied).toEqual({
      'package.json': '{}',
      'sub/windows.ts': 'one();\r\nawait query(1);\r\n',
      'sub/marked.ts': '\uFEFFawait query(1);\n',
      'sub/no-end.ts': 'await query(1);',
      'sub/with space.ts': 'await query(1);\n',
      'sub/new/helper.ts': 'export {};\n',
    });
    workspace.git(['checkout', '--quiet', '.']);
    workspace.git(['clean', '--quiet', '--force', '-d']);
    expect((await run(workspace.path('sub'), ['.', '--write'], { stages })).code).toBe(1);
    expect(workspace.snapshot()).toEqual(applied);
  });

  test('--json prints the plan and nothing else', async () => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, ['--json'], { stages: fakeStages() });
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      version: 1,
      root: workspace.root,
      steps: [{ kind: 'await' }],
    });
  });

  test('hands the options to analysis', async () => {
    using workspace = new Workspace({ ...app, 'other.json': '{}' });
    const asked: unknown[] = [];
    const fakes = fakeStages();
    const stages = {
      ...fakes,
      analyse: async (request: Parameters<typeof fakes.analyse>[0]) => {
        asked.push(request);
        return fakes.analyse(request);
      },
    };
    const args = [
      'src/b.ts',
      '--pool',
      'null',
      '--driver',
      'postgresql=psycopg',
      '--driver',
      'mysql=asyncmy',
      '--tsconfig',
      'other.json',
    ];
    expect((await run(workspace.root, args, { stages })).code).toBe(0);
    expect(asked).toEqual([
      {
        root: workspace.root,
        files: [workspace.path('src/b.ts')],
        named: [workspace.path('src/b.ts')],
        tsconfig: workspace.path('other.json'),
        siblings: [],
        entries: [],
        options: { pool: 'null', drivers: { postgresql: 'psycopg', mysql: 'asyncmy' } },
        profiles: builtIn,
      },
    ]);
  });

  test('a folder named like a command is reached with ./', async () => {
    using workspace = new Workspace({ 'verify/a.ts': 'query(1);\n' });
    expect((await run(workspace.root, ['./verify'], { stages: fakeStages() })).stdout).toContain(
      '+++ b/verify/a.ts',
    );
  });

  test('names are shown from where the user stands, also through a link', async () => {
    using workspace = new Workspace({ 'real/a.ts': 'query(1);\n' });
    symlinkSync('real', workspace.path('link'));
    expect((await run(workspace.path('link'), [], { stages: fakeStages() })).stdout).toContain('+++ b/a.ts');
  });
});

test('with files elsewhere, the names in the diff start from the project root', async () => {
  using workspace = new Workspace({ 'package.json': '{}', 'a/x.ts': 'query(1);\n', 'b/y.ts': 'query(1);\n' });
  const { stdout } = await run(workspace.path('a'), ['.', '../b'], { stages: fakeStages() });
  expect(stdout.match(/^\+\+\+ .*$/gm)).toEqual(['+++ b/a/x.ts', '+++ b/b/y.ts']);
});

describe('colour', () => {
  const colored = '\u001B[32m+await query(1);\u001B[39m';
  test.each([
    ['a terminal', [], {}, true, true],
    ['a pipe', [], {}, false, false],
    ['a pipe with --color', ['--color'], {}, false, true],
    ['a terminal with --no-color', ['--no-color'], { FORCE_COLOR: '1' }, true, false],
    ['a terminal with NO_COLOR', [], { NO_COLOR: '1' }, true, false],
    ['a dumb terminal', [], { TERM: 'dumb' }, true, false],
    ['a pipe with FORCE_COLOR', [], { FORCE_COLOR: '1' }, false, true],
    ['a terminal with FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, true, false],
  ])('%s', async (_, flags, env, isTTY, expected) => {
    using workspace = new Workspace(app);
    const { stdout } = await run(workspace.root, ['src', ...flags], { stages: fakeStages(), env, isTTY });
    expect(stdout.includes(colored)).toBe(expected);
    expect(stdout.includes('\u001B')).toBe(expected);
  });
});

test.each([
  [['undo', '--color'], true],
  [['--color', 'undo'], true],
  [['undo', '--no-color'], false],
])('%j: commands take the flag too', async (args, expected) => {
  using workspace = new Workspace({ 'a.ts': '' });
  const { code, stderr } = await run(workspace.root, args, { isTTY: !expected });
  expect(code).toBe(2);
  expect(stderr.includes('\u001B')).toBe(expected);
});
