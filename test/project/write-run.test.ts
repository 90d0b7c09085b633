import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileChange, WriteFile } from '../../src/project/apply-changes.js';
import { listRuns, originalBytes, startRun } from '../../src/project/journal.js';
import { undoRun } from '../../src/project/undo.js';
import { findCutOffRun, writeRun } from '../../src/project/write-run.js';
import { Workspace } from './workspace.js';

const details = { options: ['src'], walls: [{ file: 'a.ts', line: 3, code: 'AS101' }] };

function changes(workspace: Workspace, texts: Record<string, string>): FileChange[] {
  return Object.entries(texts).map(([name, after]) => {
    const file = workspace.path(name);
    return { file, before: existsSync(file) ? readFileSync(file) : null, after: Buffer.from(after) };
  });
}

async function written(workspace: Workspace, texts: Record<string, string>) {
  const outcome = await writeRun(workspace.root, changes(workspace, texts), details);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  return outcome.run;
}

describe('writeRun', () => {
  test.each(['git', 'no git'])('writes all files and keeps the originals out of sight (%s)', async (kind) => {
    using workspace = new Workspace({ 'a.ts': 'a\r\n', 'b.ts': '\uFEFFb' });
    if (kind === 'git') workspace.commitAll();
    await written(workspace, { 'a.ts': 'A\r\n', 'b.ts': '\uFEFFB', 'new/deep/c.ts': 'C' });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'A\r\n', 'b.ts': '\uFEFFB', 'new/deep/c.ts': 'C' });
    if (kind === 'git') expect(existsSync(workspace.path('.git/asyncshift/runs'))).toBe(true);
    else {
      // A repository made later does not see the journal either.
      workspace.git(['init', '--quiet']);
      expect(workspace.read('.asyncshift/.gitignore')).toBe('*\n');
      expect(workspace.git(['status', '--porcelain', '--untracked-files=all'])).not.toContain('.asyncshift');
    }
  });

  test('records who, when, what and the original bytes', async () => {
    using workspace = new Workspace({ 'p/a.ts': 'a', 'p/b.ts': 'b' }).commitAll();
    const outcome = await writeRun(
      workspace.path('p'),
      changes(workspace, { 'p/a.ts': 'A', 'p/c.ts': 'C' }),
      details,
    );
    expect(outcome.ok).toBe(true);
    const [run, ...others] = await listRuns(workspace.path('p'));
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      root: workspace.path('p'),
      state: 'written',
      head: workspace.git(['rev-parse', 'HEAD']).trim(),
      ...details,
    });
    expect(run?.files.map((file) => [file.file, originalBytes(run, file)?.toString()])).toEqual([
      ['a.ts', 'a'],
      ['c.ts', undefined],
    ]);
    expect(await listRuns(workspace.root)).toHaveLength(1);
    expect(await listRuns(workspace.path('q'))).toEqual([]);
  });

  test('keeps file modes and links', async () => {
    using workspace = new Workspace({ 'real.ts': 'a', 'run.js': 'b' });
    workspace.chmod('real.ts', 0o640);
    workspace.chmod('run.js', 0o755);
    symlinkSync('real.ts', workspace.path('link.ts'));
    const run = await written(workspace, { 'link.ts': 'A', 'run.js': 'B' });
    const look = () => ({
      link: lstatSync(workspace.path('link.ts')).isSymbolicLink(),
      modes: ['real.ts', 'run.js'].map((name) => statSync(workspace.path(name)).mode & 0o777),
      texts: ['real.ts', 'run.js'].map((name) => workspace.read(name)),
    });
    expect(look()).toEqual({ link: true, modes: [0o640, 0o755], texts: ['A', 'B'] });
    await undoRun(run);
    expect(look()).toEqual({ link: true, modes: [0o640, 0o755], texts: ['a', 'b'] });
  });

  const blocked: [string, (workspace: Workspace) => void, string, string][] = [
    [
      'a file changed since the analysis',
      (workspace) => {
        workspace.write({ 'b.ts': 'edited' });
      },
      'b.ts',
      'The file has changed since it was analysed. Run again.',
    ],
    [
      'a file gone since the analysis',
      (workspace) => {
        unlinkSync(workspace.path('b.ts'));
      },
      'b.ts',
      'The file has gone since it was analysed. Run again.',
    ],
    [
      'a read-only file',
      (workspace) => {
        workspace.chmod('b.ts', 0o444);
      },
      'b.ts',
      'The file is read-only. Make it writable and run again.',
    ],
    [
      'a new file that has appeared since',
      (workspace) => {
        workspace.write({ 'new/c.ts': 'mine' });
      },
      'new/c.ts',
      'A file with this name has appeared since the analysis. Run again.',
    ],
  ];
  test.each(blocked)('%s: nothing is written', async (_, spoil, name, message) => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const planned = changes(workspace, { 'a.ts': 'A', 'b.ts': 'B', 'new/c.ts': 'C' });
    spoil(workspace);
    const before = workspace.snapshot();
    const outcome = await writeRun(workspace.root, planned, details);
    expect(outcome).toEqual({ ok: false, failures: [{ file: workspace.path(name), message }] });
    expect(workspace.snapshot()).toEqual(before);
    expect(await listRuns(workspace.root)).toEqual([]);
  });

  test("a read-only folder and a file in a folder's place: nothing is written", async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'locked/b.ts': 'b', new: 'a file' });
    const planned = changes(workspace, { 'a.ts': 'A', 'locked/b.ts': 'B', 'new/c.ts': 'C' });
    workspace.chmod('locked', 0o555);
    const outcome = await writeRun(workspace.root, planned, details);
    workspace.chmod('locked', 0o755);
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.path('locked/b.ts'),
          message: `Its folder ${workspace.path('locked')} is read-only. Make it writable and run again.`,
        },
        {
          file: workspace.path('new/c.ts'),
          message: `${workspace.path('new')} is a file where a folder is needed. Move it away and run again.`,
        },
      ],
    });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', 'locked/b.ts': 'b', new: 'a file' });
  });

  test('without a place for the originals nothing is written', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', '.asyncshift': 'a file' });
    const outcome = await writeRun(workspace.root, changes(workspace, { 'a.ts': 'A' }), details);
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.root,
          message:
            'The original files could not be kept for undo: part of its path is a file, not a folder. Nothing was written.',
        },
      ],
    });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', '.asyncshift': 'a file' });
  });

  test('a write that fails half-way: what was written is put back', async () => {
    // The file system refuses the temporary file beside it: its name would be longer than 255 bytes.
    const long = `${'x'.repeat(250)}.ts`;
    using workspace = new Workspace({ 'a.ts': 'a', [long]: 'b', 'z.ts': 'z' });
    const before = workspace.snapshot();
    const planned = changes(workspace, { 'a.ts': 'A', 'new/deep/c.ts': 'C', [long]: 'B', 'z.ts': 'Z' });
    const outcome = await writeRun(workspace.root, planned, details);
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.path(long),
          message:
            'The file could not be written: its name is too long for a temporary file beside it. Mend that and run again.',
        },
      ],
    });
    expect(workspace.snapshot()).toEqual(before);
    expect(readdirSync(workspace.root).sort()).toEqual(['.asyncshift', 'a.ts', long, 'z.ts']);
    expect(await listRuns(workspace.root)).toEqual([]);
  });

  test('a write that fails and cannot be put back: the journal keeps the originals for undo', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    let calls = 0;
    const failing: WriteFile = (file, bytes) => {
      calls += 1;
      if (calls > 1) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      writeFileSync(file, bytes);
      return Promise.resolve();
    };
    const outcome = await writeRun(
      workspace.root,
      changes(workspace, { 'a.ts': 'A', 'b.ts': 'B' }),
      details,
      { writeFile: failing },
    );
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.path('b.ts'),
          message: 'The file could not be written: the disk is full. Mend that and run again.',
        },
        { file: workspace.path('a.ts'), message: 'The file could not be put back: the disk is full.' },
        {
          message:
            'Some files are written and some are not. Mend what is named above, then run "asyncshift undo".',
        },
      ],
    });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'A', 'b.ts': 'b' });
    const [run] = await listRuns(workspace.root);
    expect(run?.state).toBe('writing');
    if (run) expect(await undoRun(run)).toMatchObject({ ok: true, restored: [workspace.path('a.ts')] });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', 'b.ts': 'b' });
  });

  test('after a run that was cut off, nothing is written until it is undone', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const cutOff = await startRun(workspace.root, changes(workspace, { 'a.ts': 'A', 'b.ts': 'B' }), details);
    workspace.write({ 'a.ts': 'A' });
    const outcome = await writeRun(workspace.root, changes(workspace, { 'b.ts': 'B' }), details);
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.root,
          message: `A run of ${cutOff.time} was cut off while it wrote. Put its files back with "asyncshift undo" and run again.`,
        },
      ],
    });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'A', 'b.ts': 'b' });
  });
});

describe('a run that is stopped or killed', () => {
  test('puts back what it has written when it is stopped between two files', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const stop = new AbortController();
    const writeFile: WriteFile = (file, bytes) => {
      writeFileSync(file, bytes);
      stop.abort('SIGINT');
      return Promise.resolve();
    };
    const planned = changes(workspace, { 'a.ts': 'A', 'b.ts': 'B' });
    const outcome = await writeRun(workspace.root, planned, details, { writeFile, signal: stop.signal });
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          message:
            'Stopped while files were written (SIGINT). 1 of 2 were, and are put back. Nothing has changed.',
        },
      ],
    });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', 'b.ts': 'b' });
    expect(await listRuns(workspace.root)).toEqual([]);
  });

  test('is finished when it is stopped after its last file', async () => {
    using workspace = new Workspace({ 'a.ts': 'a' });
    const stop = new AbortController();
    const writeFile: WriteFile = (file, bytes) => {
      writeFileSync(file, bytes);
      stop.abort('SIGINT');
      return Promise.resolve();
    };
    const planned = changes(workspace, { 'a.ts': 'A' });
    const outcome = await writeRun(workspace.root, planned, details, { writeFile, signal: stop.signal });
    expect(outcome.ok).toBe(true);
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'A' });
  });

  test('leaves temporary files that undo removes, and nothing else that is named like them', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const run = await startRun(workspace.root, changes(workspace, { 'a.ts': 'A', 'b.ts': 'B' }), details);
    workspace.write({ 'a.ts': 'A', 'b.ts.1779280804': '', 'b.ts.1': '1', 'c.ts.1779280804': 'c' });
    expect(await findCutOffRun(workspace.root)).toMatchObject({ file: workspace.root });
    expect(await undoRun(run)).toMatchObject({ ok: true });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', 'b.ts': 'b', 'b.ts.1': '1', 'c.ts.1779280804': 'c' });
    expect(await findCutOffRun(workspace.root)).toBeUndefined();
  });
});

describe('undoRun', () => {
  test('puts back bytes, removes created files and folders, newest run first', async () => {
    using workspace = new Workspace({ 'a.ts': 'a\r\n', 'kept/k.ts': 'k' });
    const original = workspace.snapshot();
    await written(workspace, { 'a.ts': 'A\r\n', 'new/deep/c.ts': 'C', 'kept/d.ts': 'D' });
    const between = workspace.snapshot();
    await written(workspace, { 'a.ts': 'AA', 'new/deep/c.ts': 'CC' });
    const [second, first] = await listRuns(workspace.root);
    if (!first || !second) throw new Error('two runs were written');
    expect(await undoRun(second)).toEqual({
      ok: true,
      restored: [workspace.path('a.ts'), workspace.path('new/deep/c.ts')],
      removed: [],
    });
    expect(workspace.snapshot()).toEqual(between);
    expect(await undoRun(first)).toEqual({
      ok: true,
      restored: [workspace.path('a.ts')],
      removed: [workspace.path('new/deep/c.ts'), workspace.path('kept/d.ts')],
    });
    expect(workspace.snapshot()).toEqual(original);
    expect(existsSync(workspace.path('new'))).toBe(false);
    expect(await listRuns(workspace.root)).toEqual([]);
  });

  test('refuses files that have changed since, unless forced', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' });
    workspace.chmod('c.ts', 0o755);
    const run = await written(workspace, { 'a.ts': 'A', 'b.ts': 'B', 'c.ts': 'C', 'd.ts': 'D' });
    workspace.write({ 'a.ts': 'edited', 'd.ts': 'edited', 'e.ts': 'other' });
    unlinkSync(workspace.path('c.ts'));
    const before = workspace.snapshot();
    expect(await undoRun(run)).toEqual({
      ok: false,
      reason: 'changed since',
      changed: ['a.ts', 'c.ts', 'd.ts'].map((name) => workspace.path(name)),
    });
    expect(workspace.snapshot()).toEqual(before);
    expect(await undoRun(run, { force: true })).toMatchObject({ ok: true });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c', 'e.ts': 'other' });
    expect(statSync(workspace.path('c.ts')).mode & 0o777).toBe(0o755);
  });

  test('leaves files that are back already', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const run = await written(workspace, { 'a.ts': 'A', 'b.ts': 'B' });
    workspace.write({ 'a.ts': 'a' });
    expect(await undoRun(run)).toEqual({ ok: true, restored: [workspace.path('b.ts')], removed: [] });
  });

  test('is all or nothing too', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    const run = await written(workspace, { 'a.ts': 'A', 'b.ts': 'B' });
    workspace.chmod('b.ts', 0o444);
    expect(await undoRun(run)).toMatchObject({ ok: false, reason: 'not written' });
    expect(workspace.snapshot()).toEqual({ 'a.ts': 'A', 'b.ts': 'B' });
    expect(await listRuns(workspace.root)).toHaveLength(1);
  });

  test('a folder that has become a repository since still finds its runs', async () => {
    using workspace = new Workspace({ 'a.ts': 'a', 'b.ts': 'b' });
    await written(workspace, { 'a.ts': 'A' });
    workspace.commitAll();
    await written(workspace, { 'b.ts': 'B' });
    for (const name of ['b.ts', 'a.ts']) {
      const [run] = await listRuns(workspace.root);
      if (!run) throw new Error('the run is not found');
      expect(await undoRun(run)).toMatchObject({ ok: true, restored: [workspace.path(name)] });
    }
  });

  test('a repository that has moved still finds its runs', async () => {
    using workspace = new Workspace({ 'old/p/a.ts': 'a' });
    workspace.git(['init', '--quiet', 'old']);
    await writeRun(workspace.path('old/p'), changes(workspace, { 'old/p/a.ts': 'A' }), details);
    renameSync(workspace.path('old'), workspace.path('new'));
    const [run] = await listRuns(workspace.path('new/p'));
    if (!run) throw new Error('the run is not found');
    expect(await undoRun(run)).toMatchObject({
      ok: true,
      restored: [path.join(workspace.root, 'new/p/a.ts')],
    });
  });
});
