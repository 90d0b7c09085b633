import { describe, expect, it, test } from 'vitest';
import { findConfig, loadConfig } from '../../src/config/index.js';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';

/** Loads a configuration that consists of this text, beside a file of the project. */
async function load(text: string, name = 'asyncshift.config.ts') {
  using workspace = new Workspace({
    [name]: text,
    'src/db.ts': 'export const a = 1;\n',
    'package.json': '{}',
  });
  const outcome = await loadConfig(workspace.path(name));
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll(workspace.root, '<root>'));
  return plain(outcome);
}

/** What is wrong with a configuration of this content. */
async function problems(config: unknown): Promise<string[]> {
  const outcome = (await load(JSON.stringify(config), 'asyncshift.config.json')) as {
    failures: { file: string; message: string }[];
  };
  expect(outcome.failures.map(({ file }) => file)).toEqual(
    outcome.failures.map(() => '<root>/asyncshift.config.json'),
  );
  return outcome.failures.map(({ message }) => message);
}

const text = `export default { profiles: [{ module: './src/db.js', asyncCalls: ['query'] }], pool: 'null' };\n`;
const commonJs = text.replace('export default', 'module.exports =');

describe('a configuration loads', () => {
  it.each([
    [
      'asyncshift.config.ts',
      `import type {} from 'node:fs';\n${text.replace(';', ' as const satisfies object;')}`,
    ],
    ['asyncshift.config.mts', text],
    ['asyncshift.config.mjs', text],
    ['asyncshift.config.js', commonJs],
    ['asyncshift.config.cjs', commonJs],
    [
      'asyncshift.config.json',
      '{ "profiles": [{ "module": "./src/db.js", "asyncCalls": ["query"] }], "pool": "null" }',
    ],
  ])('from %s', async (name, content) => {
    expect(await load(content, name)).toMatchObject({
      ok: true,
      config: {
        folder: '<root>',
        pool: 'null',
        profiles: [
          {
            name: './src/db.js',
            files: { './src/db.js': '<root>/src/db.ts' },
            asyncCalls: ['./src/db.js#query'],
            origin: { file: `<root>/${name}`, path: 'profiles[0]' },
          },
        ],
      },
    });
  });

  it('with every name in each of its modules', async () => {
    const profile = {
      name: 'lib',
      module: ['lib', 'lib/next'],
      asyncCalls: ['open', 'Db.get'],
      renames: { open: 'openAsync', 'Db.get': 'getAsync' },
      moves: { Db: { module: 'lib/async', name: 'AsyncDb' } },
      resources: { Db: 'close' },
    };
    const loaded = await load(JSON.stringify({ profiles: [profile] }), 'asyncshift.config.json');
    expect(loaded).toMatchObject({
      config: {
        profiles: [
          {
            name: 'lib',
            modules: ['lib', 'lib/next'],
            asyncCalls: ['lib#open', 'lib/next#open', 'lib#Db.get', 'lib/next#Db.get'],
            moves: {
              'lib#Db': { module: 'lib/async', name: 'AsyncDb' },
              'lib#open': { module: 'lib', name: 'openAsync' },
              'lib/next#open': { module: 'lib/next', name: 'openAsync' },
            },
            resources: [
              { type: 'lib#Db', close: 'close' },
              { type: 'lib/next#Db', close: 'close' },
            ],
          },
        ],
      },
    });
  });
});

describe('what is wrong is told with its place, what was found, and what to write', () => {
  it.each<[string, unknown, string[]]>([
    [
      'a list',
      [],
      [
        'The configuration: found an empty list. Write an object: export default defineConfig({ profiles: [] }).',
      ],
    ],
    [
      'a setting that is none',
      { profile: [] },
      [
        'profile: there is no such setting. Did you mean "profiles"? The settings here are: include, exclude, tsconfig, to, also, pool, parallel, drivers, profiles.',
      ],
    ],
    [
      'a profile without its module',
      { profiles: [{ asyncCalls: [] }] },
      [
        "profiles[0].module is missing. Write a module, or a list of them: 'mylib', or './src/db.ts' for a file of your own.",
      ],
    ],
    [
      'a profile without its calls',
      { profiles: [{ module: 'lib' }] },
      ["profiles[0].asyncCalls is missing. Write a list of functions and methods: ['open', 'Db.get']."],
    ],
    [
      'a text for a list',
      { profiles: [{ module: 'lib', asyncCalls: 'open' }] },
      ["profiles[0].asyncCalls: found 'open'. Write a list of functions and methods: ['open', 'Db.get']."],
    ],
    [
      'a name with its module',
      { profiles: [{ module: 'lib', asyncCalls: ['open', 'lib#Db.get'] }] },
      [
        "profiles[0].asyncCalls[1]: found 'lib#Db.get'. Write the name of a function or method, without its module: 'open' or 'Db.get'.",
      ],
    ],
    [
      'what takes the place of a module, what results become, and what there was for nothing',
      {
        profiles: [
          {
            module: 'lib',
            asyncCalls: ['open'],
            becomes: './lib',
            results: { 'Info.id': 'x => x' },
            absent: { 'Db.get': 'nothing' },
          },
        ],
      },
      [
        "profiles[0].becomes: found './lib'. Write a package that takes the module's place: 'mylib/async'.",
        "profiles[0].results['Info.id']: found 'x => x'. Write a function that is there everywhere: 'Number'.",
        "profiles[0].absent['Db.get']: found 'nothing'. Write 'undefined' or 'null'.",
      ],
    ],
    [
      'a setting of a profile that is none',
      { profiles: [{ module: 'lib', asyncCalls: [], rename: {} }] },
      [
        'profiles[0].rename: there is no such setting. Did you mean "renames"? The settings here are: name, module, asyncCalls, renames, moves, becomes, results, absent, resources, awaitCallbacks, lacks, hazards, setUps, transactions, sideBySide, packages, declarations.',
      ],
    ],
    [
      'what a project installs, and what a connection is told first',
      {
        profiles: [
          {
            module: 'lib',
            asyncCalls: [],
            setUps: ['Db'],
            sideBySide: 'yes',
            packages: { add: {}, adds: { lib: 2 }, removes: 'lib' },
          },
        ],
      },
      [
        "profiles[0].setUps: found a list. Write types with the method that is told what to do first: { Db: 'setUp' }.",
        "profiles[0].sideBySide: found 'yes'. Write true or false.",
        "profiles[0].packages.adds.lib: found 2. Write a range of versions: '^2.0.0'.",
        "profiles[0].packages.removes: found 'lib'. Write a list of packages: ['mylib'].",
        'profiles[0].packages.add: there is no such setting. Did you mean "adds"? The settings here are: adds, removes.',
      ],
    ],
    [
      'a key of renames that is no name',
      { profiles: [{ module: 'lib', asyncCalls: [], renames: { 'a b': 'c' } }] },
      [
        "profiles[0].renames['a b']: the key is not one. Write a name without its module, such as Repo.findOne.",
      ],
    ],
    [
      'a move to nowhere',
      { profiles: [{ module: 'lib', asyncCalls: [], moves: { Db: 'AsyncDb' } }] },
      [
        "profiles[0].moves.Db: found 'AsyncDb'. Write an export of a module: { module: 'mylib/async', name: 'AsyncDb' }.",
      ],
    ],
    [
      'another pool',
      { pool: 'queue' },
      ["pool: found 'queue'. Write 'null', the only pool class to choose."],
    ],
    [
      'a file that is not there',
      { profiles: [{ module: './src/gone.ts', asyncCalls: [] }] },
      [
        "profiles[0].module: found './src/gone.ts', and there is no such file beside the configuration. Write its path from there.",
      ],
    ],
    [
      'declarations that are not there',
      { profiles: [{ module: 'lib', asyncCalls: [], declarations: './lib.d.ts' }] },
      [
        "profiles[0].declarations: found './lib.d.ts', and there is no such file beside the configuration. Write its path from there.",
      ],
    ],
    [
      'a move of own code',
      { profiles: [{ module: './src/db.ts', asyncCalls: [], moves: { a: { module: 'm', name: 'b' } } }] },
      [
        'profiles[0].moves: ./src/db.ts is a file of your own, whose exports are not moved. Write renames, with the new names beside the old ones in that file.',
      ],
    ],
    [
      'a package in place of own code',
      { profiles: [{ module: './src/db.ts', asyncCalls: [], becomes: 'other' }] },
      [
        'profiles[0].becomes: ./src/db.ts is a file of your own, whose place no package takes. Leave it out: what the file exports becomes asynchronous itself.',
      ],
    ],
    [
      'all of it at once',
      { pool: 1, include: 'src' },
      [
        "include: found 'src'. Write a list of files, folders or glob patterns: ['src'].",
        "pool: found 1. Write 'null', the only pool class to choose.",
      ],
    ],
  ])('%s', async (_, config, expected) => {
    expect(await problems(config)).toEqual(expected);
  });

  it.each([
    [
      'export const config = {};\n',
      'It exports nothing by default. Write: export default defineConfig({ … }).',
    ],
    [
      "throw new Error('not today.');\n",
      'The configuration does not load: not today. Mend it and run again.',
    ],
    ['export default {\n', /^The configuration does not load: .+ Mend it and run again\.$/s],
    [
      'export default () => ({});\n',
      'The configuration: found a function. Write an object: export default defineConfig({ profiles: [] }).',
    ],
  ])('%j', async (content, message) => {
    const outcome = await load(content);
    expect(outcome).toMatchObject({
      ok: false,
      failures: [
        { message: typeof message === 'string' ? message : (expect.stringMatching(message) as string) },
      ],
    });
  });
});

describe('the configuration of a folder', () => {
  test('is the nearest upward, within the work tree', () => {
    using workspace = new Workspace({
      'asyncshift.config.ts': '',
      'repo/.git/HEAD': '',
      'repo/a/b/c.ts': '',
      'repo/d/asyncshift.config.json': '',
      'repo/d/e/f.ts': '',
    });
    expect(findConfig(workspace.path('repo/d/e'))).toEqual({
      ok: true,
      file: workspace.path('repo/d/asyncshift.config.json'),
    });
    expect(findConfig(workspace.path('repo/a/b'))).toEqual({ ok: true });
  });

  test('is one', () => {
    using workspace = new Workspace({ 'asyncshift.config.ts': '', 'asyncshift.config.json': '' });
    expect(findConfig(workspace.root)).toEqual({
      ok: false,
      failures: [
        {
          file: workspace.path('asyncshift.config.ts'),
          message: 'asyncshift.config.json lies beside it. Keep one of them, or name one with --config.',
        },
      ],
    });
  });
});

test('nothing of asyncshift itself is configured', () => {
  expect(findConfig(packageRoot)).toEqual({ ok: true });
});
