import { describe, expect, test } from 'vitest';
import { Workspace } from '../project/workspace.js';
import { fakeStages, fakeVerify, sampleWall } from './fake-stages.js';
import { run } from './harness.js';

const app = { 'package.json': '{}', 'src/a.ts': 'query(1);\n', 'src/b.ts': 'fine();\n' };
const migrated = { ...app, 'src/a.ts': 'await query(1);\n' };
const stages = fakeStages();

describe('--write', () => {
  test('writes, says what and how to go on, exits 0; a second run has nothing to do', async () => {
    using workspace = new Workspace(app).commitAll();
    expect(await run(workspace.root, ['src', '--write'], { stages })).toEqual({
      code: 0,
      stdout: 'wrote src/a.ts\n\n1 file changed\n  1 expression awaited\n',
      stderr:
        'Analysing 2 files …\nTo prove that the program does the same: asyncshift verify. To put everything back: asyncshift undo.\n',
    });
    expect(workspace.snapshot()).toEqual(migrated);
    for (const args of [['src'], ['src', '--write']]) {
      expect(await run(workspace.root, args, { stages })).toEqual({
        code: 0,
        stdout: 'Nothing to do.\n',
        stderr: 'Analysing 2 files …\n',
      });
    }
  });

  test('exits 1 when places are left to the user', async () => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, ['--write'], {
      stages: fakeStages({ walls: [sampleWall('src/b.ts')] }),
    });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('1 place left to you\n  AS101 src/b.ts:1 A constructor');
    expect(workspace.snapshot()).toEqual(migrated);
  });

  test('exits 1 when marker comments are left, also with nothing to write', async () => {
    using workspace = new Workspace({ ...app, 'src/b.ts': '// asyncshift AS101: mend\n' });
    for (const expected of ['wrote src/a.ts', '1 marker comment in the code']) {
      const ran = await run(workspace.root, ['--write'], { stages });
      expect(ran.code).toBe(1);
      expect(ran.stdout).toContain(expected);
    }
  });

  test('refuses a dirty work tree, naming the files; --allow-dirty writes', async () => {
    using workspace = new Workspace(app).commitAll();
    workspace.write({ 'src/b.ts': 'edited();\n', 'notes.txt': '' });
    const dirty = workspace.snapshot();
    expect(await run(workspace.root, ['--write'], { stages })).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'Analysing 2 files …',
        'error 2 files in the work tree are not committed; nothing was written:',
        '  notes.txt (untracked)',
        '  src/b.ts (modified)',
        'Commit or stash them first, so that the change stands alone, or write anyway with --allow-dirty.',
        '',
      ].join('\n'),
    });
    expect(workspace.snapshot()).toEqual(dirty);
    expect((await run(workspace.root, ['--write', '--allow-dirty'], { stages })).code).toBe(0);
    expect(workspace.snapshot()).toEqual({ ...dirty, 'src/a.ts': 'await query(1);\n' });
  });

  test('names at most twenty files of a very dirty work tree', async () => {
    using workspace = new Workspace(app).commitAll();
    workspace.write(Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`x${index}.txt`, ''])));
    const { stderr } = await run(workspace.root, ['--write'], { stages });
    expect(stderr).toContain('error 25 files in the work tree are not committed');
    expect(stderr.match(/\(untracked\)/g)).toHaveLength(20);
    expect(stderr).toContain('  and 5 more\n');
  });

  test('a dirty work tree is no matter when there is nothing to write', async () => {
    using workspace = new Workspace(migrated).commitAll();
    workspace.write({ 'notes.txt': '' });
    expect((await run(workspace.root, ['--write'], { stages })).code).toBe(0);
  });

  test('--json prints the plan that was written', async () => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, ['--write', '--json'], { stages });
    expect(JSON.parse(ran.stdout)).toMatchObject({ steps: [{ kind: 'await', file: 'src/a.ts' }] });
    expect(workspace.snapshot()).toEqual(migrated);
  });
});

describe('--write --verify', () => {
  test('keeps a change that is proven', async () => {
    using workspace = new Workspace({ ...app, 'tsconfig.json': '{}' });
    const proof = fakeVerify('passed');
    const ran = await run(workspace.root, ['--write', '--verify', '--entry', 'src/a.ts'], {
      stages: { ...stages, ...proof },
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      '  same output: standard output\n  The program was run once.\nVerified: the program does the same.\n',
    );
    expect(workspace.read('src/a.ts')).toBe('await query(1);\n');
    expect(proof.requests).toEqual([
      {
        projectRoot: workspace.root,
        entry: workspace.path('src/a.ts'),
        before: new Map([['src/a.ts', Buffer.from('query(1);\n')]]),
        walls: [],
        tsconfig: workspace.path('tsconfig.json'),
      },
    ]);
  });

  test('puts back a change that is not', async () => {
    using workspace = new Workspace(app).commitAll();
    const ran = await run(workspace.root, ['--write', '--verify'], {
      stages: { ...stages, ...fakeVerify('failed') },
    });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain(
      '  DIFFERS output: standard output\n    -1 row\n    +2 rows\n  The program was run once.\nNot verified: the program does not do the same.\n',
    );
    expect(ran.stderr).toContain('Everything is as it was before: the change could not be verified.\n');
    expect(workspace.snapshot()).toEqual(app);
    expect((await run(workspace.root, ['undo'])).stderr).toContain('There is nothing to undo');
  });

  test('puts back the change when verification breaks, and says that it broke', async () => {
    using workspace = new Workspace(app);
    const broken = {
      ...stages,
      verify: () => {
        throw new TypeError('cannot read of undefined');
      },
    };
    const ran = await run(workspace.root, ['--write', '--verify'], { stages: broken });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Everything is as it was before');
    expect(ran.stderr).toContain('TypeError: cannot read of undefined');
    expect(ran.stderr).toContain('This is a bug in asyncshift.');
    expect(workspace.snapshot()).toEqual(app);
  });

  test('an incomplete proof keeps the change and exits 1', async () => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, ['--write', '--verify'], {
      stages: { ...stages, ...fakeVerify('unchecked') },
    });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('  unchecked output: standard output\n');
    expect(ran.stdout).toContain('No difference found, but not everything could be checked.\n');
    expect(workspace.snapshot()).toEqual(migrated);
  });
});

describe('undo', () => {
  test('puts back one run at a time, newest first', async () => {
    using workspace = new Workspace(app).commitAll();
    await run(workspace.root, ['--write'], { stages });
    workspace.git(['commit', '--quiet', '--all', '--message', 'migrated']);
    workspace.write({ 'src/b.ts': 'query(2);\n' });
    await run(workspace.root, ['--write', '--allow-dirty'], { stages });
    expect(workspace.read('src/b.ts')).toBe('await query(2);\n');
    const second = await run(workspace.path('src'), ['undo']);
    expect(second).toMatchObject({ code: 0, stdout: 'put back b.ts\n' });
    expect(second.stderr).toMatch(/^The run of \d{4}-\S+Z is undone\.\n$/);
    expect(workspace.read('src/b.ts')).toBe('query(2);\n');
    expect((await run(workspace.root, ['undo'])).stdout).toBe('put back src/a.ts\n');
    expect(workspace.snapshot()).toEqual({ ...app, 'src/b.ts': 'query(2);\n' });
    expect(await run(workspace.root, ['undo'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error There is nothing to undo: no run is recorded for ${workspace.root}.\n`,
    });
  });

  test('removes created files', async () => {
    using workspace = new Workspace(app);
    const newFiles = [{ file: 'src/new/helper.ts', text: 'export {};\n', reason: 'helper' }];
    await run(workspace.root, ['--write'], { stages: fakeStages({ newFiles }) });
    expect(workspace.read('src/new/helper.ts')).toBe('export {};\n');
    expect((await run(workspace.root, ['undo'])).stdout).toBe(
      'put back src/a.ts\nremoved src/new/helper.ts\n',
    );
    expect(workspace.snapshot()).toEqual(app);
  });

  test('refuses files that were edited since, naming them; --force overwrites', async () => {
    using workspace = new Workspace(app);
    await run(workspace.root, ['--write'], { stages });
    workspace.write({ 'src/a.ts': 'edited();\n' });
    expect(await run(workspace.root, ['undo', '.'])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'error src/a.ts: The file has changed since asyncshift wrote it.',
        'error Nothing was put back. Save those changes elsewhere, then "asyncshift undo --force" overwrites them.',
        '',
      ].join('\n'),
    });
    expect(workspace.read('src/a.ts')).toBe('edited();\n');
    expect((await run(workspace.root, ['undo', '--force'])).code).toBe(0);
    expect(workspace.snapshot()).toEqual(app);
  });

  test('says when the folder does not exist', async () => {
    using workspace = new Workspace();
    const ran = await run(workspace.root, ['undo', 'nope']);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error nope: The folder does not exist. Name a folder of the project.\n',
    });
  });
});

describe('verify', () => {
  test('takes the tree before from the journal, for a file or a folder', async () => {
    using workspace = new Workspace(app);
    await run(workspace.root, ['--write'], { stages });
    const proof = fakeVerify('passed');
    const ran = await run(workspace.root, ['verify', 'src/a.ts'], { stages: proof });
    expect(ran).toMatchObject({
      code: 0,
      stdout:
        '  same output: standard output\n  The program was run once.\nVerified: the program does the same.\n',
    });
    expect(ran.stderr).toMatch(/^Verifying against the run of \S+ …\n$/);
    await run(workspace.path('src'), ['verify'], { stages: proof });
    expect(
      proof.requests.map(({ projectRoot, entry, before }) => ({
        projectRoot,
        entry,
        before: [...before.keys()],
      })),
    ).toEqual([
      { projectRoot: workspace.root, entry: workspace.path('src/a.ts'), before: ['src/a.ts'] },
      { projectRoot: workspace.root, entry: workspace.path('src'), before: ['src/a.ts'] },
    ]);
  });

  test('takes the tree before from a commit', async () => {
    using workspace = new Workspace(app).commitAll();
    workspace.write({ 'src/a.ts': 'by hand\n' });
    const proof = fakeVerify('failed');
    expect((await run(workspace.root, ['verify', '.', '--base', 'HEAD'], { stages: proof })).code).toBe(2);
    expect(proof.requests[0]?.before).toEqual(new Map([['src/a.ts', Buffer.from('query(1);\n')]]));
  });

  test.each([
    ['passed', 0],
    ['unchecked', 1],
    ['failed', 2],
  ] as const)('--json prints the verdict (%s) and exits %i', async (outcome, code) => {
    using workspace = new Workspace(app);
    await run(workspace.root, ['--write'], { stages });
    const ran = await run(workspace.root, ['verify', '--json'], { stages: fakeVerify(outcome) });
    expect(ran.code).toBe(code);
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: code !== 2, checks: [{ outcome }] });
  });

  test('without a run and without --base there is nothing to compare with', async () => {
    using workspace = new Workspace(app).commitAll();
    const nothing = await run(workspace.root, ['verify'], { stages: fakeVerify('passed') });
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('or name the commit before the change with --base.');
    const unknown = await run(workspace.root, ['verify', '--base', 'nope'], { stages: fakeVerify('passed') });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('"nope" is not a commit of the repository');
    const missing = await run(workspace.root, ['verify', 'nope.ts'], { stages: fakeVerify('passed') });
    expect(missing.stderr).toBe(
      'error nope.ts: The path does not exist. Name the file the program starts with, or the folder of the project.\n',
    );
  });
});
