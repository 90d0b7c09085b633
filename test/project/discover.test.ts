import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { discover } from '../../src/project/discover.js';
import { Workspace } from './workspace.js';

async function found(workspace: Workspace, paths: string[], folder = '.'): Promise<string[]> {
  const outcome = await discover(paths, workspace.path(folder));
  if (!outcome.ok) throw new Error(outcome.failures.map(({ message }) => message).join('\n'));
  return outcome.files.map((file) => path.relative(workspace.root, file));
}

async function refusal(workspace: Workspace, paths: string[]): Promise<{ file?: string; message: string }[]> {
  const outcome = await discover(paths, workspace.root);
  if (outcome.ok) throw new Error(`found ${outcome.files.join(', ')}`);
  return outcome.failures;
}

describe('discover', () => {
  test('takes source files of every kind from a folder, and nothing else', async () => {
    const kinds = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];
    using workspace = new Workspace({
      'package.json': '{}',
      ...Object.fromEntries(kinds.map((kind) => [`src/a.${kind}`, ''])),
      'src/a.d.ts': '',
      'src/a.d.mts': '',
      'src/style.d.css.ts': '',
      'src/readme.md': '',
      'src/deep/er/b.ts': '',
      'node_modules/x/index.js': '',
      'src/node_modules/y/index.js': '',
      'dist/a.js': '',
      'src/dist/a.js': '',
      '.git/hooks/x.js': '',
    });
    expect(await found(workspace, ['.'])).toEqual([
      ...kinds.map((kind) => `src/a.${kind}`).sort(),
      'src/deep/er/b.ts',
    ]);
  });

  test('takes patterns, files and folders together, each file once', async () => {
    using workspace = new Workspace({ 'a/x.ts': '', 'a/y.ts': '', 'b/z.ts': '', 'c.ts': '', 'c.md': '' });
    expect(await found(workspace, ['a/*.ts', 'a/x.ts', 'b', './c.ts'])).toEqual([
      'a/x.ts',
      'a/y.ts',
      'b/z.ts',
      'c.ts',
    ]);
    expect(await found(workspace, ['../b/*.ts'], 'a')).toEqual(['b/z.ts']);
  });

  test('takes a path that exists as it is, even when it could be a pattern', async () => {
    using workspace = new Workspace({
      'app/[id]/page.ts': '',
      'app/i/page.ts': '',
      'app/(shop)/page.ts': '',
    });
    expect(await found(workspace, ['app/[id]/page.ts'])).toEqual(['app/[id]/page.ts']);
    expect(await found(workspace, ['app/(shop)'])).toEqual(['app/(shop)/page.ts']);
    expect(await found(workspace, ['app/[id]'])).toEqual(['app/[id]/page.ts']);
  });

  test('heeds ignore files at every level, as git does', async () => {
    using workspace = new Workspace({
      '.gitignore': 'build/\n*.gen.ts\n/only-top.ts\n# src/\n',
      'only-top.ts': '',
      'src/only-top.ts': '',
      'build/a.ts': '',
      'src/build/a.ts': '',
      'src/b.gen.ts': '',
      'src/b.ts': '',
      'src/kept/.gitignore': '!*.gen.ts\nlocal.ts\nsub/deep.ts\n',
      'src/kept/c.gen.ts': '',
      'src/kept/local.ts': '',
      'src/kept/sub/local.ts': '',
      'src/kept/sub/deep.ts': '',
      'src/kept/other/sub/deep.ts': '',
      'src/local.ts': '',
      'odd [x]/.gitignore': 'gone.ts\n',
      'odd [x]/gone.ts': '',
      'odd [x]/here.ts': '',
      '.asyncshiftignore': 'vendor\n!src/build/\n',
      'src/vendor/v.ts': '',
    }).commitAll();
    const files = await found(workspace, ['.']);
    expect(files).toEqual([
      'odd [x]/here.ts',
      'src/b.ts',
      'src/build/a.ts',
      'src/kept/c.gen.ts',
      'src/kept/other/sub/deep.ts',
      'src/local.ts',
      'src/only-top.ts',
    ]);
    // Rules above the folder that was named hold as well.
    expect(await found(workspace, ['.'], 'src')).toEqual(files.filter((file) => file.startsWith('src/')));
  });

  test('without asyncshift-only rules, leaves out exactly what git leaves out', async () => {
    using workspace = new Workspace({
      '.gitignore': '/a/b\n*.log.ts\nout\n!keep/out\n',
      'a/.gitignore': '!b\n!b/\nx y.ts\n',
      'a/b/c.ts': '',
      'a/x y.ts': '',
      'q/a/b/c.ts': '',
      'q.log.ts': '',
      'out/a.ts': '',
      'keep/out/a.ts': '',
      'keep/.gitignore': 'z?.ts\n[mn].ts\n/r.ts\n',
      'keep/z1.ts': '',
      'keep/m.ts': '',
      'keep/o.ts': '',
      'keep/r.ts': '',
      'keep/s/r.ts': '',
    }).commitAll();
    const tracked = workspace.git(['ls-files', '-z', '*.ts']).split('\0').filter(Boolean);
    expect(await found(workspace, ['.'])).toEqual(tracked.sort());
  });

  test('takes an ignored file that is named itself', async () => {
    using workspace = new Workspace({ '.gitignore': 'gen/\n', 'gen/a.ts': '', 'b.ts': '' });
    expect(await found(workspace, ['gen/a.ts'])).toEqual(['gen/a.ts']);
  });

  test('follows a link that is named, and no link on the way', async () => {
    using elsewhere = new Workspace({ 'far.ts': '' });
    using workspace = new Workspace({ 'package.json': '{}', 'real/a.ts': '' });
    symlinkSync(workspace.path('real'), workspace.path('linked'));
    symlinkSync('a.ts', workspace.path('real/again.ts'));
    symlinkSync(elsewhere.root, workspace.path('real/out'));
    symlinkSync('..', workspace.path('real/cycle'));
    expect(await found(workspace, ['.'])).toEqual(['real/a.ts']);
    expect(await found(workspace, ['linked'])).toEqual(['real/a.ts']);
    expect(await found(workspace, ['real/again.ts'])).toEqual(['real/a.ts']);
  });

  test('refuses every path that does not exist, naming it', async () => {
    using workspace = new Workspace({ 'a.ts': '' });
    expect(await refusal(workspace, ['a.ts', 'nope.ts', 'gone/'])).toEqual(
      ['nope.ts', 'gone'].map((name) => ({
        file: workspace.path(name),
        message: 'The path does not exist. Check the spelling and the folder you are in.',
      })),
    );
  });

  test('refuses what matches nothing, saying why', async () => {
    using workspace = new Workspace({
      'a.md': '',
      'gen/a.ts': '',
      '.gitignore': 'gen\n',
      't.d.ts': '',
      'node_modules/p/i.js': '',
    });
    mkdirSync(workspace.path('empty'));
    const messages = await refusal(workspace, ['empty', 'x/*.ts', 'gen', 'a.md', 't.d.ts', 'node_modules/p']);
    expect(messages.map(({ message }) => message)).toEqual([
      'No source file matches "empty". asyncshift reads ts, tsx, mts, cts, js, jsx, mjs, cjs files, outside node_modules and dist.',
      'No source file matches "x/*.ts". asyncshift reads ts, tsx, mts, cts, js, jsx, mjs, cjs files, outside node_modules and dist.',
      'Every source file that "gen" matches is left out by .gitignore, .asyncshiftignore or the configuration. Name the files themselves to take them anyway.',
      'This is not a source file asyncshift reads: ts, tsx, mts, cts, js, jsx, mjs, cjs, but not .d.ts.',
      'This is not a source file asyncshift reads: ts, tsx, mts, cts, js, jsx, mjs, cjs, but not .d.ts.',
      'asyncshift does not change node_modules or .git. Run it in the code of the package itself.',
    ]);
  });
});

describe('the project of some files', () => {
  async function project(workspace: Workspace, paths: string[], tsconfig?: string) {
    const outcome = await discover(paths, workspace.root, { tsconfig });
    if (!outcome.ok) throw new Error(outcome.failures.map(({ message }) => message).join('\n'));
    const relative = (file: string | undefined) => file && path.relative(workspace.root, file);
    return { root: relative(outcome.root), tsconfig: relative(outcome.tsconfig) };
  }
  const files = { 'src/a.ts': '', 'src/deep/b.ts': '', 'scripts/c.ts': '' };

  test('the nearest package.json or tsconfig.json upward is its root', async () => {
    using workspace = new Workspace({
      'package.json': '{}',
      'p/package.json': '{}',
      'p/src/a.ts': '',
      'q/tsconfig.json': '{}',
      'q/src/a.ts': '',
    });
    expect(await project(workspace, ['p/src'])).toEqual({ root: 'p', tsconfig: undefined });
    expect(await project(workspace, ['q/src/a.ts'])).toEqual({ root: 'q', tsconfig: 'q/tsconfig.json' });
    expect(await project(workspace, ['p', 'q/src'])).toEqual({ root: '', tsconfig: undefined });
  });

  test('does not look beyond the git work tree', async () => {
    using workspace = new Workspace({ 'package.json': '{}', 'tsconfig.json': '{}', 'inner/src/a.ts': '' });
    workspace.git(['init', '--quiet', 'inner']);
    expect(await project(workspace, ['inner/src'])).toEqual({ root: 'inner/src', tsconfig: undefined });
  });

  test('a tsconfig that leaves the files out is passed over for one that includes them', async () => {
    using workspace = new Workspace({
      ...files,
      'package.json': '{}',
      'tsconfig.json': '{}',
      'src/tsconfig.json': '{ "files": ["a.ts"] }',
    });
    expect(await project(workspace, ['src'])).toMatchObject({ tsconfig: 'src/tsconfig.json' });
    expect(await project(workspace, ['src/deep'])).toMatchObject({ tsconfig: 'tsconfig.json' });
  });

  test('a tsconfig that only refers to others gives way to the one that includes most', async () => {
    using workspace = new Workspace({
      ...files,
      'tsconfig.json':
        '{ "files": [], /* the real ones: */ "references": [{ "path": "./scripts" }, { "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json': '{ "include": ["src"] }',
      'scripts/tsconfig.json': '{}',
    });
    expect(await project(workspace, ['.'])).toMatchObject({ tsconfig: 'tsconfig.app.json' });
    expect(await project(workspace, ['scripts'])).toMatchObject({ tsconfig: 'scripts/tsconfig.json' });
  });

  test('one that is named wins; one that does not load is refused', async () => {
    using workspace = new Workspace({
      ...files,
      'tsconfig.json': '{}',
      'other.json': '{ "include": ["scripts"] }',
      'extends.json': '{ "extends": "./gone.json" }',
    });
    expect(await project(workspace, ['src'], 'other.json')).toMatchObject({ tsconfig: 'other.json' });
    for (const name of ['extends.json', 'gone.json']) {
      const outcome = await discover(['src'], workspace.root, { tsconfig: name });
      expect(outcome).toMatchObject({ ok: false, failures: [{ file: workspace.path(name) }] });
      if (!outcome.ok)
        expect(outcome.failures[0]?.message).toMatch(
          /^The tsconfig does not load: .+\. Mend it, or name another with --tsconfig\.$/,
        );
    }
  });

  test('a tsconfig that extends one of a package that is not installed counts by its own lines', async () => {
    using workspace = new Workspace({
      'tsconfig.json': '{ "extends": "expo/tsconfig.base", "include": ["app"] }',
      'tsconfig.named.json': '{ "extends": ["@tsconfig/strictest"] }',
      'app/a.ts': '',
      'scripts/tsconfig.json': '{ "extends": "../tsconfig.json", "include": ["."] }',
      'scripts/b.ts': '',
    });
    expect(await project(workspace, ['app'])).toMatchObject({ tsconfig: 'tsconfig.json' });
    expect(await project(workspace, ['scripts'])).toMatchObject({ tsconfig: 'scripts/tsconfig.json' });
    expect(await project(workspace, ['app'], 'tsconfig.named.json')).toMatchObject({
      tsconfig: 'tsconfig.named.json',
    });
  });
});

test('projects that a solution refers to beside the one of the files are its siblings', async () => {
  using workspace = new Workspace({
    'tsconfig.json':
      '{ "files": [], "references": [{ "path": "core" }, { "path": "app/tsconfig.build.json" }] }',
    'core/tsconfig.json': '{ "compilerOptions": { "composite": true } }',
    'core/db.ts': '',
    'app/tsconfig.build.json': '{ "references": [{ "path": "../core" }] }',
    'app/main.ts': '',
    'apart/tsconfig.json': '{}',
    'apart/a.ts': '',
  });
  const siblings = async (folder: string) => {
    const outcome = await discover([folder], workspace.root);
    return outcome.ok ? outcome.siblings.map((file) => path.relative(workspace.root, file)).sort() : outcome;
  };
  expect(await siblings('core')).toEqual(['app/tsconfig.build.json', 'tsconfig.json']);
  expect(await siblings('apart')).toEqual([]);
});

test('a sibling whose tsconfig does not load is left out', async () => {
  using workspace = new Workspace({
    'tsconfig.json':
      '{ "files": [], "references": [{ "path": "broken" }, { "path": "core" }, { "path": "app" }] }',
    'broken/tsconfig.json': '{ "extends": "../gone.json" }',
    'core/tsconfig.json': '{}',
    'core/db.ts': '',
    'app/tsconfig.json': '{}',
  });
  const outcome = await discover(['core'], workspace.root);
  const siblings = outcome.ok ? outcome.siblings.map((file) => path.relative(workspace.root, file)) : outcome;
  expect(siblings).toEqual(['tsconfig.json', 'app/tsconfig.json']);
});
