import { describe, expect, test } from 'vitest';
import { findUncommitted, gitPrivateFolder, headCommit } from '../../src/project/git.js';
import { Workspace } from './workspace.js';

async function uncommitted(
  workspace: Workspace,
  root: string,
  targets: string[],
): Promise<Record<string, string>> {
  const outcome = await findUncommitted(
    workspace.path(root),
    targets.map((name) => workspace.path(name)),
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return Object.fromEntries(
    outcome.uncommitted.map(({ file, state }) => [file.slice(workspace.root.length + 1), state]),
  );
}

describe('findUncommitted', () => {
  test('finds nothing in a clean work tree and outside a repository', async () => {
    using workspace = new Workspace({ 'a.ts': 'a' });
    expect(await uncommitted(workspace, '.', ['a.ts'])).toEqual({});
    workspace.commitAll();
    expect(await uncommitted(workspace, '.', ['a.ts'])).toEqual({});
    expect(await gitPrivateFolder(workspace.root)).toBe(workspace.path('.git/asyncshift'));
  });

  test('finds every kind of change anywhere in the work tree', async () => {
    using workspace = new Workspace({
      'p/a.ts': 'a',
      'gone.md': '1',
      'old name.ts': 'long enough to be seen as renamed',
    });
    workspace.write({ 'p/ü.ts': 'b' });
    workspace.commitAll();
    workspace.write({ 'p/ü.ts': 'changed', 'new "quoted"\n.txt': '', 'staged.ts': '' });
    workspace.git(['rm', '--quiet', 'gone.md']);
    workspace.git(['mv', 'old name.ts', 'new name.ts']);
    workspace.git(['add', 'staged.ts']);
    expect(await uncommitted(workspace, 'p', ['p/a.ts'])).toEqual({
      'gone.md': 'deleted',
      'new "quoted"\n.txt': 'untracked',
      'new name.ts': 'renamed',
      'p/ü.ts': 'modified',
      'staged.ts': 'added',
    });
  });

  test('leaves out packages that git does not ignore: they are never written', async () => {
    using workspace = new Workspace({ 'a.ts': '', 'node_modules/known/index.js': '' }).commitAll();
    workspace.write({ 'node_modules/new/index.js': '', 'lib/node_modules/new/index.js': '' });
    expect(await uncommitted(workspace, '.', ['a.ts'])).toEqual({});
    workspace.write({ 'node_modules/known/index.js': 'changed' });
    expect(await uncommitted(workspace, '.', ['a.ts'])).toEqual({
      'node_modules/known/index.js': 'modified',
    });
  });

  test('finds targets that git ignores: it could not bring them back', async () => {
    using workspace = new Workspace({ '.gitignore': 'gen\n', 'gen/a.ts': '', 'gen/b.ts': '' }).commitAll();
    expect(await uncommitted(workspace, '.', ['gen/a.ts'])).toEqual({ 'gen/a.ts': 'not in git' });
  });

  test('looks into the submodule that a target lies in', async () => {
    using workspace = new Workspace({ 'lib/a.ts': '', 'lib/b.ts': '', 'app/main.ts': '' });
    workspace.git(['init', '--quiet', 'lib']);
    workspace.git(['add', '.'], 'lib');
    workspace.git(['commit', '--quiet', '--message', 'lib'], 'lib');
    workspace.git(['init', '--quiet', 'app']);
    workspace.git(['submodule', '--quiet', 'add', '../lib', 'sub'], 'app');
    workspace.git(['add', '.'], 'app');
    workspace.git(['commit', '--quiet', '--message', 'app'], 'app');
    expect(await uncommitted(workspace, 'app', ['app/main.ts', 'app/sub/a.ts'])).toEqual({});
    workspace.write({ 'app/sub/b.ts': 'changed' });
    expect(await uncommitted(workspace, 'app', ['app/main.ts', 'app/sub/a.ts'])).toEqual({
      'app/sub': 'modified',
      'app/sub/b.ts': 'modified',
    });
    expect(await gitPrivateFolder(workspace.path('app/sub'))).toBe(
      workspace.path('app/.git/modules/sub/asyncshift'),
    );
  });

  test('keeps the journals of two work trees apart', async () => {
    using workspace = new Workspace({ 'main/a.ts': '' });
    workspace.git(['init', '--quiet', 'main']);
    workspace.git(['add', '.'], 'main');
    workspace.git(['commit', '--quiet', '--message', 'all'], 'main');
    workspace.git(['worktree', 'add', '--quiet', '../second'], 'main');
    workspace.write({ 'second/a.ts': 'changed' });
    expect(await uncommitted(workspace, 'second', ['second/a.ts'])).toEqual({ 'second/a.ts': 'modified' });
    expect(await uncommitted(workspace, 'main', ['main/a.ts'])).toEqual({});
    expect(await gitPrivateFolder(workspace.path('second'))).toBe(
      workspace.path('main/.git/worktrees/second/asyncshift'),
    );
    expect(await headCommit(workspace.path('second'))).toBe(
      workspace.git(['rev-parse', 'HEAD'], 'main').trim(),
    );
  });

  test('says so when git cannot tell', async () => {
    using workspace = new Workspace({ '.git': 'gitdir: nowhere\n', 'a.ts': '' });
    const outcome = await findUncommitted(workspace.root, []);
    expect(outcome.ok ? 'clean' : outcome.message).toMatch(/^git status failed: fatal: /);
  });
});
