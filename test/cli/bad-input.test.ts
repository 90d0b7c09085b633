import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Stages } from '../../src/cli/stages.js';
import { Workspace } from '../project/workspace.js';
import { fakeStages } from './fake-stages.js';
import { run } from './harness.js';

const app = { 'package.json': '{}', 'src/a.ts': 'query(1);\n', 'src/b.ts': 'query(2);\n' };

/** Runs `--write` and expects exit code 2, this message, and every file as it was. */
async function refused(
  workspace: Workspace,
  args: string[],
  stderr: string | RegExp,
  stages: Partial<Stages> = fakeStages(),
): Promise<void> {
  const before = workspace.snapshot();
  const ran = await run(workspace.root, [...args, '--write'], { stages });
  if (typeof stderr === 'string') expect(ran.stderr).toBe(stderr);
  else expect(ran.stderr).toMatch(stderr);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(workspace.snapshot()).toEqual(before);
}

describe('paths', () => {
  test('that do not exist', async () => {
    using workspace = new Workspace(app);
    await refused(
      workspace,
      ['src', 'nope.ts', 'gone'],
      'error nope.ts: The path does not exist. Check the spelling and the folder you are in.\n' +
        'error gone: The path does not exist. Check the spelling and the folder you are in.\n',
    );
  });

  test('that are empty, as a variable of a script may be', async () => {
    using workspace = new Workspace(app);
    await refused(workspace, [''], 'error A path is empty. Name a file or a folder; this folder is ".".\n');
  });

  test('that match nothing', async () => {
    using workspace = new Workspace(app);
    mkdirSync(workspace.path('empty'));
    await refused(workspace, ['empty'], /^error empty: No source file matches "empty"\. /);
    await refused(workspace, ['src/*.jsx'], /^error src\/\*\.jsx: No source file matches "src\/\*\.jsx"\. /);
  });
});

describe('files', () => {
  test('a folder that is named like a file is a folder', async () => {
    using workspace = new Workspace({ ...app, 'src/folder.ts/c.ts': 'query(3);\n' });
    const ran = await run(workspace.root, ['src', '--write'], { stages: fakeStages() });
    expect(ran.code).toBe(0);
    expect(workspace.read('src/folder.ts/c.ts')).toBe('await query(3);\n');
  });

  test('that are not UTF-8 are named, all of them', async () => {
    using workspace = new Workspace({
      ...app,
      'src/c.ts': Buffer.from('\uFEFFlet a;', 'utf16le'),
      'src/d.ts': Buffer.from('// f\xFCr', 'latin1'),
    });
    await refused(
      workspace,
      ['src'],
      'error src/c.ts: The file is UTF-16. Save it as UTF-8, or leave it out with .asyncshiftignore.\n' +
        'error src/d.ts: The file is not valid UTF-8 (first in line 1). Save it as UTF-8, or leave it out with .asyncshiftignore.\n',
    );
    workspace.write({ '.asyncshiftignore': '/src/[cd].ts\n' });
    expect((await run(workspace.root, ['src', '--write'], { stages: fakeStages() })).code).toBe(0);
  });

  test('that are read-only', async () => {
    using workspace = new Workspace(app);
    workspace.chmod('src/b.ts', 0o444);
    await refused(
      workspace,
      ['src'],
      'Analysing 2 files …\nerror src/b.ts: The file is read-only. Make it writable and run again.\n',
    );
  });

  test('that change between analysis and rewriting', async () => {
    using workspace = new Workspace(app);
    const stages = fakeStages();
    const analyse: Stages['analyse'] = async (request) => {
      const outcome = await stages.analyse(request);
      if (outcome.ok) outcome.plan.files['src/b.ts'] = 'the hash of another text';
      return outcome;
    };
    await refused(
      workspace,
      ['src'],
      'Analysing 2 files …\nerror src/b.ts: The file changed while it was being analysed. Run again.\n',
      { ...stages, analyse },
    );
  });

  test('that change between analysis and writing', async () => {
    using workspace = new Workspace(app);
    const stages = fakeStages();
    const rewrite: Stages['rewrite'] = async (plan, read) => {
      const outcome = await stages.rewrite(plan, read);
      workspace.write({ 'src/b.ts': 'saved by an editor\n' });
      return outcome;
    };
    const ran = await run(workspace.root, ['src', '--write'], { stages: { ...stages, rewrite } });
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Analysing 2 files …\nerror src/b.ts: The file has changed since it was analysed. Run again.\n',
    });
    expect(workspace.snapshot()).toEqual({ ...app, 'src/b.ts': 'saved by an editor\n' });
  });

  test('that cannot be written half-way through', async () => {
    // A temporary file beside it would have a name longer than file systems allow.
    const long = `src/${'z'.repeat(250)}.ts`;
    using workspace = new Workspace({ ...app, [long]: 'query(3);\n' });
    await refused(
      workspace,
      ['src'],
      `Analysing 3 files …\nerror ${long}: The file could not be written: its name is too long for a temporary file beside it. Mend that and run again.\n`,
    );
  });
});

test('a command that is mistyped is not taken for a path', async () => {
  using workspace = new Workspace(app);
  await refused(
    workspace,
    ['verfy', 'src/a.ts'],
    'error There is no path and no command that is called "verfy". Did you mean "verify"?\n',
  );
});

test('an entry without --verify is not passed over in silence', async () => {
  using workspace = new Workspace(app);
  await refused(
    workspace,
    ['src', '--write', '--entry', 'src/a.ts'],
    'error --entry goes with --write --verify. To verify what is already written, run "asyncshift verify" with the file.\n',
  );
});

test('an entry that does not exist is noticed before anything is written', async () => {
  using workspace = new Workspace(app);
  await refused(
    workspace,
    ['src', '--verify', '--entry', 'nope.ts'],
    'error nope.ts: The path does not exist. Name the file the program starts with.\n',
  );
});

describe('stages that fail', () => {
  test('analysis: every failure with file and line', async () => {
    using workspace = new Workspace(app);
    const failures = [
      { file: workspace.path('src/a.ts'), line: 3, message: 'The file does not parse.' },
      { message: 'And more.' },
    ];
    await refused(
      workspace,
      ['src'],
      'Analysing 2 files …\nerror src/a.ts:3: The file does not parse.\nerror And more.\n',
      { ...fakeStages(), analyse: () => Promise.resolve({ ok: false, failures }) },
    );
  });

  test('rewriting: a result that does not parse is not written', async () => {
    using workspace = new Workspace(app);
    const stages = fakeStages();
    const rewrite: Stages['rewrite'] = async (plan, read) => ({
      ...(await stages.rewrite(plan, read)),
      failures: [{ file: 'src/b.ts', message: 'The rewritten file would not parse.' }],
    });
    await refused(
      workspace,
      ['src'],
      'Analysing 2 files …\nerror src/b.ts: The rewritten file would not parse.\n',
      { ...stages, rewrite },
    );
  });

  test('an error nobody expected is shown whole, as a bug', async () => {
    using workspace = new Workspace(app);
    const analyse: Stages['analyse'] = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    await refused(
      workspace,
      ['src'],
      /RangeError: Maximum call stack size exceeded\n {4}at [\s\S]+\nThis is a bug in asyncshift\. .+\nPlease report it with the lines above\.\n$/,
      { ...fakeStages(), analyse },
    );
  });

  test('an error of the machine is told without a stack', async () => {
    using workspace = new Workspace(app);
    const analyse: Stages['analyse'] = () => {
      throw Object.assign(new Error('ENOSPC: no space left'), {
        code: 'ENOSPC',
        path: workspace.path('src/a.ts'),
      });
    };
    await refused(
      workspace,
      ['src'],
      'Analysing 2 files …\nerror src/a.ts: The system refused: the disk is full. Mend that and run again.\n',
      { ...fakeStages(), analyse },
    );
  });
});

describe('the command line', () => {
  test.each([
    [['--nope'], "error: unknown option '--nope'"],
    [['verify', '--nope'], "error: unknown option '--nope'"],
    [['verify', 'a', 'b'], "error: too many arguments for 'verify'. Expected 1 argument but got 2."],
    [['verify', '.', '--write'], "error: unknown option '--write'"],
    [
      ['--write', 'verify'],
      'error: --write does not go before the command "verify". A folder of that name is ./verify',
    ],
    [
      ['--pool', 'queue'],
      "error: option '--pool <class>' argument 'queue' is invalid. Allowed choices are null.",
    ],
    [
      ['--to', 'libsql/promises'],
      'There is no target "libsql/promises". Did you mean "libsql/promise"? The targets are: asyncshift/orm/asyncio (from asyncshift/orm), libsql/promise (from better-sqlite3',
    ],
    [['--driver', 'postgresql'], 'Write it as dialect=driver: postgresql=psycopg.'],
    [
      ['--driver', 'oracle=x'],
      'There is no dialect "oracle". The dialects are: sqlite, postgresql, mysql, mariadb.',
    ],
    [
      ['--driver', 'postgresql=pg8000'],
      '"pg8000" is no asynchronous driver of postgresql. Choose: asyncpg, psycopg, pglite.',
    ],
    [
      ['--driver', 'mysql=aiomysql', '--driver', 'mysql=asyncmy'],
      'mysql is given two drivers: aiomysql and asyncmy. Choose one.',
    ],
    [['--verify'], '--verify goes with --write. To verify what is already written, run "asyncshift verify".'],
    [['--write', '--verify', '--json'], '--json prints the plan and --verify a verdict.'],
    [['explain'], "error: missing required argument 'what'"],
  ])('%j is refused', async (args, message) => {
    using workspace = new Workspace(app);
    const ran = await run(workspace.root, args, { stages: fakeStages() });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(workspace.snapshot()).toEqual(app);
  });

  test('a tsconfig that does not load', async () => {
    using workspace = new Workspace({ ...app, 'tsconfig.json': '{ "extends": "./gone.json" }' });
    await refused(
      workspace,
      ['src'],
      /^error tsconfig\.json: The tsconfig does not load: .+\. Mend it, or name another with --tsconfig\.\n$/,
    );
    await refused(
      workspace,
      ['src', '--tsconfig', 'nope.json'],
      /^error nope\.json: The tsconfig does not load: /,
    );
  });

  test.each([['--help'], ['--version'], ['verify', '--help']])(
    '%s goes to standard output, exits 0',
    async (...args) => {
      using workspace = new Workspace();
      const ran = await run(workspace.root, args);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).not.toBe('');
    },
  );
});

describe('explain', () => {
  test('prints the page of a code', async () => {
    using workspace = new Workspace({
      'package.json': '{ "version": "1.2.3" }',
      'docs/codes/AS101.md': '# AS101\n',
    });
    const options = { packageRoot: workspace.root };
    expect(await run(workspace.root, ['explain', 'as101'], options)).toEqual({
      code: 0,
      stdout: '# AS101\n',
      stderr: '',
    });
    for (const code of ['AS999', '../codes/AS101', '']) {
      expect(await run(workspace.root, ['explain', code], options)).toEqual({
        code: 2,
        stdout: '',
        stderr: `error There is no code "${code}". The codes are: AS101.\n`,
      });
    }
    expect((await run(workspace.root, ['--version'], options)).stdout).toBe('1.2.3\n');
  });
});
