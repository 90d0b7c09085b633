import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { verify } from '../../src/verify/index.js';
import type { CheckName, Verdict, VerifyRequest } from '../../src/verify/index.js';
import { stubRuntime } from './stub-runtime.js';
import { commitAll, differing, makeFolder, project, tsconfig, writeFiles, type Files } from './workspace.js';

const base = { ...project, ...stubRuntime };

/** Verifies a change of a project that uses the stub runtime. */
function verifyChange(before: Files, after: Files, more: Partial<VerifyRequest> = {}): Promise<Verdict> {
  const projectRoot = makeFolder({ ...base, ...after });
  return verify({ projectRoot, before: differing({ ...base, ...before }, { ...base, ...after }), ...more });
}

/** What came of each check, in order. */
function outcomes(verdict: Verdict): Record<string, string> {
  return Object.fromEntries(verdict.checks.map(({ name, outcome }) => [name, outcome]));
}

function check(verdict: Verdict, name: CheckName) {
  const found = verdict.checks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no check named ${name}`);
  return found;
}

/** The names of the checks that failed. */
function failures(verdict: Verdict): string[] {
  return verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

const before = {
  'main.ts': `
    import { query, table } from 'asyncshift/orm';
    const rows = query('SELECT name FROM users WHERE id = ?', 1);
    query('UPDATE users SET seen = ?', true);
    table('users', [{ id: 1, name: 'Ann' }]);
    console.log('rows:', rows);
  `,
};
const after = {
  'main.ts': `
    import { table } from 'asyncshift/orm';
    import { query } from 'asyncshift/orm/asyncio';
    const rows = await query('SELECT name FROM users WHERE id = ?', 1);
    await query('UPDATE users SET seen = ?', true);
    table('users', [{ id: 1, name: 'Ann' }]);
    console.log('rows:', rows);
  `,
};
const [text] = Object.values(after) as [string];
const changed = (from: string, to: string): Files => {
  if (!text.includes(from)) throw new Error(`not in the program: ${from}`);
  return { 'main.ts': text.replace(from, to) };
};

describe('a change that keeps the program the same', () => {
  it('passes every check', async () => {
    expect(await verifyChange(before, after)).toEqual({
      ok: true,
      complete: true,
      entry: 'main.ts',
      checks: [
        { name: 'types', outcome: 'passed', ok: true, summary: 'no new type errors', details: [] },
        {
          name: 'promises',
          outcome: 'passed',
          ok: true,
          summary: 'no new promises left floating or misused',
          details: [],
        },
        {
          name: 'run',
          outcome: 'passed',
          ok: true,
          summary: 'main.ts ran before and after the change',
          details: [],
        },
        { name: 'output', outcome: 'passed', ok: true, summary: 'the same output (1 line)', details: [] },
        { name: 'exit code', outcome: 'passed', ok: true, summary: 'exit code 0 on both sides', details: [] },
        { name: 'SQL trace', outcome: 'passed', ok: true, summary: 'the same 2 events', details: [] },
        {
          name: 'database',
          outcome: 'passed',
          ok: true,
          summary: 'the same contents in the end (1 table, 1 row)',
          details: [],
        },
      ],
      notes: [],
    });
  });

  it('gives a verdict that is plain data', async () => {
    const verdict = await verifyChange(before, after);
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });

  it('may add and remove files', async () => {
    const split = {
      'main.ts': "import { run } from './old.js';\nrun();\n",
      'old.ts': "export function run() {\n  console.log('ran');\n}\n",
    };
    const joined = { 'main.ts': "import { run } from './new.js';\nrun();\n", 'new.ts': split['old.ts'] };
    const root = makeFolder({ ...base, ...joined });
    const verdict = await verify({ projectRoot: root, before: differing(split, joined) });
    expect(failures(verdict)).toEqual([]);
    expect(check(verdict, 'output').summary).toBe('the same output (1 line)');
  });

  it('leaves nothing behind', async () => {
    const root = makeFolder({
      ...base,
      'main.ts': "import fs from 'node:fs';\nfs.writeFileSync('app.db', '');\n",
    });
    // A folder of its own: other tests verify at the same time.
    const temp = makeFolder({});
    vi.stubEnv('TMPDIR', temp);
    onTestFinished(() => void vi.unstubAllEnvs());
    await verify({ projectRoot: root, before: new Map() });
    expect(existsSync(path.join(root, 'app.db'))).toBe(false);
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe('a change that does not is shown', () => {
  it('by a missing await, in every way it shows', async () => {
    const verdict = await verifyChange(before, changed("await query('UPDATE", "query('UPDATE"));
    expect(failures(verdict)).toEqual(['promises', 'exit code', 'SQL trace']);
    expect(check(verdict, 'promises').details).toEqual([
      "main.ts:5:5 floating promise query('UPDATE users SET seen = ?', true) is not awaited: its outcome and its errors are lost",
    ]);
    expect(check(verdict, 'exit code')).toMatchObject({
      summary: 'exit code 0 before, exit code 1 after',
      details: ['standard error, after:', "  RuntimeWarning: coroutine 'query' was never awaited"],
    });
    expect(check(verdict, 'SQL trace').details).toEqual([
      '--- before: SQL trace',
      '+++ after: SQL trace',
      '@@ -1,2 +1,1 @@',
      ' [1] SELECT name FROM users WHERE id = ? [1]',
      '-[1] UPDATE users SET seen = ? [true]',
    ]);
    expect([verdict.ok, verdict.complete]).toEqual([false, true]);
  });

  it('by a promise printed for its value', async () => {
    const verdict = await verifyChange(before, changed("await query('SELECT", "query('SELECT"));
    expect(failures(verdict)).toEqual(['promises', 'output', 'exit code', 'SQL trace']);
    expect(check(verdict, 'output').details.slice(0, 4)).toEqual([
      '--- before: standard output',
      '+++ after: standard output',
      expect.stringMatching(/^@@ /),
      '-rows: 1',
    ]);
  });

  it('by another order', async () => {
    const swapped = `
    import { table } from 'asyncshift/orm';
    import { query } from 'asyncshift/orm/asyncio';
    await query('UPDATE users SET seen = ?', true);
    const rows = await query('SELECT name FROM users WHERE id = ?', 1);
    table('users', [{ id: 1, name: 'Ann' }]);
    console.log('rows:', rows);
  `;
    const verdict = await verifyChange(before, { 'main.ts': swapped });
    expect(failures(verdict)).toEqual(['SQL trace']);
  });

  it('by other database contents', async () => {
    const verdict = await verifyChange(before, changed("name: 'Ann'", "name: 'Bob'"));
    expect(failures(verdict)).toEqual(['database']);
  });

  it('by output that differs in white space alone', async () => {
    const verdict = await verifyChange(before, changed("'rows:', rows", "'rows:', rows, ''"));
    expect(failures(verdict)).toEqual(['output']);
    expect(check(verdict, 'output').details.slice(-2)).toEqual(['-rows: 1', '+rows: 1 ']);
  });

  it('by output that differs in bytes that are not UTF-8', async () => {
    const print = (byte: string) => ({ 'main.ts': `process.stdout.write(Buffer.from([${byte}]));\n` });
    const verdict = await verifyChange(print('0xfe'), print('0xff'));
    expect(failures(verdict)).toEqual(['output']);
    expect(check(verdict, 'output').details).toEqual(['The difference is in bytes that are not UTF-8.']);
  });

  it('by a type error', async () => {
    const verdict = await verifyChange(before, changed("'rows:', rows", "'rows:', rows.length"));
    expect(failures(verdict)).toEqual(['types', 'output']);
    expect(check(verdict, 'types').details).toEqual([
      "main.ts:7:31 TS2339 Property 'length' does not exist on type 'number'.",
    ]);
  });

  it('by an exit code', async () => {
    const verdict = await verifyChange(
      before,
      changed('console.log', '(globalThis as any).process.exitCode = 3;\nconsole.log'),
    );
    expect(failures(verdict)).toEqual(['exit code']);
    expect(check(verdict, 'exit code').summary).toBe('exit code 0 before, exit code 3 after');
  });

  it('by an error, with what the program wrote to standard error', async () => {
    const verdict = await verifyChange(
      before,
      changed('console.log', "throw new Error('no such table');\nconsole.log"),
    );
    expect(failures(verdict)).toEqual(['output', 'exit code']);
    const { details } = check(verdict, 'exit code');
    expect(details[0]).toBe('standard error, after:');
    expect(details.join('\n')).toContain('Error: no such table');
    expect(details.join('\n')).toContain('<project>/main.ts');
  });

  it('by a program that does not end', async () => {
    const hanging = changed(
      'console.log',
      "console.log('waiting');\nsetInterval(() => {}, 1000);\nconsole.log",
    );
    const verdict = await verifyChange(before, hanging, { timeout: 5000 });
    expect(failures(verdict)).toEqual(['run']);
    expect(check(verdict, 'run')).toMatchObject({
      summary: 'the program after the change did not end within 5 s',
      details: [
        'A program to verify has to end by itself: name one that does, or raise the timeout.',
        'its last output:',
        '  waiting',
        '  rows: 1',
      ],
    });
    expect(check(verdict, 'output')).toMatchObject({
      outcome: 'unchecked',
      summary: 'not compared: the program was stopped',
    });
    expect(verdict.complete).toBe(false);
  });

  it('and which side did not end', async () => {
    const hanging = { 'main.ts': 'setInterval(() => {}, 1000);\n' };
    const verdict = await verifyChange(hanging, after, { timeout: 3000 });
    expect(check(verdict, 'run').summary).toBe('the program before the change did not end within 3 s');
  });
});

describe('what each side runs with', () => {
  it('is the same folder, and nothing of earlier runs', async () => {
    const visit = `
      import fs from 'node:fs';
      import os from 'node:os';
      import path from 'node:path';
      for (const folder of ['.', os.tmpdir()]) {
        const file = path.join(folder, 'visits.db');
        console.log(fs.existsSync(file), process.cwd(), import.meta.filename);
        fs.writeFileSync(file, '');
      }
    `;
    const root = makeFolder({
      ...base,
      '.gitignore': '*.db\nnode_modules\n',
      'main.ts': `${visit}// after\n`,
    });
    commitAll(root);
    writeFiles(root, { 'visits.db': 'left behind' });
    const verdict = await verify({ projectRoot: root, before: new Map([['main.ts', Buffer.from(visit)]]) });
    expect(failures(verdict)).toEqual([]);
    expect(check(verdict, 'output').summary).toBe('the same output (2 lines)');
    const wrong = new Map([['main.ts', Buffer.from("console.log('before');\n")]]);
    expect(check(await verify({ projectRoot: root, before: wrong }), 'output').details.slice(-2)).toEqual([
      '+false <project> <project>/main.ts',
      '+false <project> <project>/main.ts',
    ]);
  });

  it('is its arguments, its environment, and strict mode after the change alone', async () => {
    const print = 'console.log(process.argv.slice(2), process.env.WHO, process.env.ASYNCSHIFT_STRICT);\n';
    const files = {
      'main.ts': print,
      'package.json': '{ "type": "module", "asyncshift": { "args": ["all"] } }',
    };
    const settings = { env: { WHO: 'Ann' } };
    expect(check(await verifyChange(files, files, settings), 'output').details.slice(-2)).toEqual([
      "-[ 'all' ] Ann undefined",
      "+[ 'all' ] Ann 1",
    ]);
    const given = await verifyChange(files, files, { ...settings, args: ['one', '--two'] });
    expect(check(given, 'output').details.at(-1)).toBe("+[ 'one', '--two' ] Ann 1");
  });

  it('is the tsconfig that was named, and what it extends above the project', async () => {
    const paths = (folder: string) =>
      JSON.stringify({ compilerOptions: { paths: { '#lib': [`${folder}/lib.ts`] } } });
    const repo = makeFolder({
      'tsconfig.base.json': tsconfig,
      'app/package.json': '{ "type": "module" }',
      'app/tsconfig.run.json': JSON.stringify({
        extends: ['../tsconfig.base.json', './tsconfig.paths.json'],
      }),
      'app/tsconfig.paths.json': paths('./src'),
      'app/src/lib.ts': "export const name = 'lib';\n",
      'app/src/main.ts': "import { name } from '#lib';\nconsole.log(name);\n",
    });
    const root = path.join(repo, 'app');
    const verdict = await verify({
      projectRoot: root,
      before: new Map(),
      tsconfig: path.join(root, 'tsconfig.run.json'),
    });
    expect(outcomes(verdict)).toMatchObject({ types: 'passed', run: 'passed', output: 'passed' });
    expect(check(verdict, 'output').summary).toBe('the same output (1 line)');
  });
});

describe('what cannot be proved is said', () => {
  it('when nothing was traced', async () => {
    const plain = { 'main.ts': "console.log('hello');\n" };
    const verdict = await verifyChange({ 'main.ts': `${plain['main.ts']}\n` }, plain);
    expect(outcomes(verdict)).toEqual({
      types: 'passed',
      promises: 'passed',
      run: 'passed',
      output: 'passed',
      'exit code': 'passed',
      'SQL trace': 'unchecked',
      database: 'unchecked',
    });
    expect(check(verdict, 'SQL trace').summary).toBe(
      'not compared: nothing was traced on either side (only programs that use the bundled runtime are)',
    );
    expect([verdict.ok, verdict.complete]).toEqual([true, false]);
  });

  it('when there is no program to run', async () => {
    const library = { 'lib.ts': 'export const a = 1;\n' };
    const verdict = await verifyChange({ 'lib.ts': '' }, library);
    expect(check(verdict, 'run')).toMatchObject({
      outcome: 'unchecked',
      summary: expect.stringMatching(
        /^No program to run in .*: no "asyncshift\.entry" in package\.json; /,
      ) as string,
    });
    expect([verdict.ok, verdict.complete, verdict.entry]).toEqual([true, false, undefined]);
    const named = await verifyChange({ 'lib.ts': '' }, library, { entry: 'mian.ts' });
    expect(failures(named)).toEqual(['run']);
    expect(check(named, 'run').summary).toMatch(/^The entry .*mian\.ts does not exist in /);
  });

  it('when the program is new, or not copied', async () => {
    const added = await verifyChange({}, { 'main.ts': "console.log('new');\n" });
    expect(check(added, 'run').summary).toBe(
      'main.ts does not exist before the change. Name a program that does.',
    );
    const built = await verifyChange(
      {},
      { 'dist/main.js': '' },
      { entry: 'dist/main.js', before: new Map() },
    );
    expect(check(built, 'run').summary).toBe(
      'dist/main.js is not part of the code that is copied to be run: it is built, installed, or ignored by git. Name its source.',
    );
    expect([added.ok, built.ok]).toEqual([false, false]);
  });

  it('when the program fails before the change too', async () => {
    const failing = (note: string) => ({
      'main.ts': `console.log('start');\nthrow new Error('no server');\n// ${note}\n`,
    });
    const verdict = await verifyChange(failing('before'), failing('after'));
    expect(check(verdict, 'run')).toMatchObject({
      outcome: 'unchecked',
      summary: 'main.ts fails before the change too (exit code 1): only what it does until then was compared',
    });
    expect(check(verdict, 'run').details.join('\n')).toContain('Error: no server');
    expect(outcomes(verdict)).toMatchObject({ output: 'passed', 'exit code': 'passed' });
    const repaired = await verifyChange(failing('before'), { 'main.ts': "console.log('start');\n" });
    expect(failures(repaired)).toEqual(['exit code']);
  });

  it('when the program does not repeat itself', async () => {
    const random = (note: string) => ({ 'main.ts': `console.log(Math.random());\n// ${note}\n` });
    const verdict = await verifyChange(random('before'), random('after'));
    expect(failures(verdict)).toEqual(['output']);
    expect(verdict.notes).toEqual([
      'Two runs of the program as it was before the change differ from each other too: it depends on the clock, on ' +
        'random numbers or on something outside its folder. Make it repeatable to have it verified.',
    ]);
  });

  it('when both runs share a database', async () => {
    const shared = {
      'main.ts': `
        import { appendFileSync } from 'node:fs';
        const record = (url: string) => appendFileSync(process.env.ASYNCSHIFT_TRACE_FILE!, JSON.stringify({ kind: 'database', url, tables: {} }) + '\\n');
        for (const url of ['postgresql://u:***@db/app', 'sqlite:////var/lib/app.db', 'sqlite:///app.db', 'sqlite://', 'sqlite:///' + process.cwd() + '/own.db']) record(url);
      `,
    };
    const verdict = await verifyChange(shared, shared);
    expect(verdict.notes.map((note) => note.split(' ', 1)[0])).toEqual([
      'No',
      'postgresql://u:***@db/app',
      'sqlite:////var/lib/app.db',
    ]);
  });

  it('when the tsconfig does not load, and the rest is checked all the same', async () => {
    const verdict = await verifyChange(
      { ...after, 'tsconfig.json': '{' },
      { ...after, 'tsconfig.json': '{' },
    );
    expect(outcomes(verdict)).toMatchObject({ types: 'failed', promises: 'unchecked', output: 'passed' });
    expect(check(verdict, 'types').summary).toMatch(/^The tsconfig .*tsconfig\.json does not load: /);
  });

  it('when nothing differs before and after', async () => {
    expect((await verifyChange(after, after)).notes).toEqual([
      'No file differs before and after the change.',
    ]);
  });
});

describe('a wall', () => {
  it('explains the errors at its place', async () => {
    const halfDone = changed(
      'const rows = await',
      '// asyncshift AS101 top level: await it yourself\n    const rows: number =',
    );
    const verdict = await verifyChange(before, halfDone);
    expect(check(verdict, 'types')).toMatchObject({
      ok: true,
      summary: 'no new type errors (1 explained by walls)',
    });
    const walls = [{ file: 'main.ts', line: 3, code: 'AS101' }];
    const unmarked = changed('const rows = await', 'const rows: number =');
    expect(check(await verifyChange(before, unmarked, { walls }), 'types').ok).toBe(true);
    expect(check(await verifyChange(before, unmarked), 'types').ok).toBe(false);
  });
});
