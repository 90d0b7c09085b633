import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { beforeFromJournal, beforeFromRevision, type BeforeOutcome } from '../../src/project/before.js';
import { writeRun } from '../../src/project/write-run.js';
import { Workspace } from './workspace.js';

function texts(outcome: BeforeOutcome): Record<string, string | null> {
  if (!outcome.ok) throw new Error(outcome.message);
  const entries = [...outcome.before.files].map(
    ([name, bytes]) => [name, bytes && bytes.toString()] as const,
  );
  return Object.fromEntries(entries.sort());
}

async function write(
  workspace: Workspace,
  root: string,
  name: string,
  after: string,
  isNew = false,
): Promise<void> {
  const file = workspace.path(name);
  const change = { file, before: isNew ? null : readFileSync(file), after: Buffer.from(after) };
  const outcome = await writeRun(workspace.path(root), [change], {
    options: [],
    walls: [{ file: name, line: 1, code: 'AS101' }],
  });
  expect(outcome.ok).toBe(true);
}

describe('beforeFromJournal', () => {
  test('gives the tree before the first run on the same commit', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' }).commitAll();
    await write(workspace, '.', 'a.ts', 'A');
    workspace.commitAll();
    await write(workspace, '.', 'a.ts', 'AA');
    await write(workspace, '.', 'a.ts', 'AAA');
    await write(workspace, '.', 'b.ts', 'B');
    await write(workspace, '.', 'c.ts', 'C', true);
    expect(texts(await beforeFromJournal(workspace.root))).toEqual({
      'a.ts': 'A',
      'b.ts': 'b',
      'c.ts': null,
    });
  });

  test('is found from below the root, and not from another project', async () => {
    using workspace = new Workspace({
      'p/src/a.ts': 'a',
      'p/package.json': '{}',
      'q/package.json': '{}',
    }).commitAll();
    await write(workspace, 'p', 'p/src/a.ts', 'A');
    const outcome = await beforeFromJournal(workspace.path('p/src'));
    expect(texts(outcome)).toEqual({ 'src/a.ts': 'a' });
    expect(outcome).toMatchObject({ before: { root: workspace.path('p'), walls: [{ code: 'AS101' }] } });
    expect(await beforeFromJournal(workspace.path('q'))).toEqual({
      ok: false,
      message: `No run of asyncshift is recorded for ${workspace.path('q')}. Write one with "asyncshift --write", or name the commit before the change with --base.`,
    });
  });
});

describe('beforeFromRevision', () => {
  test('gives every file of the project that differs, and leaves the index alone', async () => {
    using workspace = new Workspace({
      '.gitignore': 'ignored.ts\n',
      'p/same.ts': 'same',
      'p/a ü.ts': 'a\r\n',
      'p/staged.ts': '1',
      'p/deleted.ts': 'gone',
      'other/o.ts': 'o',
    }).commitAll();
    workspace.write({
      'p/a ü.ts': 'A',
      'p/staged.ts': '2',
      'p/new.ts': '',
      'other/o.ts': 'O',
      'p/ignored.ts': '',
    });
    workspace.git(['add', 'p/staged.ts']);
    workspace.git(['rm', '--quiet', 'p/deleted.ts']);
    const status = workspace.git(['status', '--porcelain']);
    expect(texts(await beforeFromRevision(workspace.path('p'), 'HEAD'))).toEqual({
      'a ü.ts': 'a\r\n',
      'deleted.ts': 'gone',
      'new.ts': null,
      'staged.ts': '1',
    });
    expect(workspace.git(['status', '--porcelain'])).toBe(status);
  });

  test('gives the tree of an older commit', async () => {
    using workspace = new Workspace({ 'a.ts': 'one' }).commitAll();
    workspace.write({ 'a.ts': 'two', 'b.ts': 'two' });
    workspace.commitAll();
    expect(texts(await beforeFromRevision(workspace.root, 'HEAD~1'))).toEqual({
      'a.ts': 'one',
      'b.ts': null,
    });
    expect(texts(await beforeFromRevision(workspace.root, 'main'))).toEqual({});
  });

  test('refuses what is no commit, and a folder outside git', async () => {
    using workspace = new Workspace({ 'a.ts': '' });
    expect(await beforeFromRevision(workspace.root, 'HEAD')).toEqual({
      ok: false,
      message: `${workspace.root} is not in a git repository, so --base has nothing to read.`,
    });
    workspace.commitAll();
    for (const revision of ['nope', '--all', '']) {
      expect(await beforeFromRevision(workspace.root, revision)).toEqual({
        ok: false,
        message: `"${revision}" is not a commit of the repository ${workspace.root}. See "git log".`,
      });
    }
  });
});
