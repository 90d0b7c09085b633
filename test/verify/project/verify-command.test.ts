import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../../src/package/root.js';
import { verifyCommand, type CommandRequest, type Verdict } from '../../../src/verify/index.js';
import { differing, makeFolder, type Files } from '../workspace.js';

/** Runs a command on a project before and after a change of some files. */
async function verifyRun(
  command: string,
  both: Files,
  before: Files,
  after: Files,
  more: Partial<CommandRequest> = {},
): Promise<Verdict> {
  const projectRoot = makeFolder({
    'package.json': '{ "name": "app", "type": "module" }',
    ...both,
    ...after,
  });
  mkdirSync(path.join(projectRoot, 'node_modules'));
  for (const name of ['vitest', 'mocha', 'libsql', '@libsql'])
    symlinkSync(path.join(packageRoot, 'node_modules', name), path.join(projectRoot, 'node_modules', name));
  const request = {
    projectRoot,
    cwd: projectRoot,
    command,
    before: differing({ ...both, ...before }, { ...both, ...after }),
  };
  const verdict = await verifyCommand({ timeout: 60_000, ...request, ...more });
  const { logs } = verdict;
  onTestFinished(() => {
    if (logs) rmSync(path.dirname(logs.before), { recursive: true });
  });
  return verdict;
}

/** The check of a verdict that says something of the tests. */
function tests(verdict: Verdict) {
  const found = verdict.checks.find(({ name }) => name === 'tests');
  return found ? { summary: found.summary, details: found.details } : verdict.checks;
}

const values = { 'value.js': 'export const [one, two, three] = [1, 2, 9];\n' };
const changed = { 'value.js': 'export const [one, two, three] = [1, 5, 9];\n' };

/** Three tests: one goes on to pass, one passes no more, one has always failed. */
const suites: [runner: string, command: string, name: string, text: string][] = [
  [
    'vitest',
    'node node_modules/vitest/vitest.mjs run',
    'a.test.js',
    `import { describe, expect, test } from 'vitest';
     import { one, two, three } from './value.js';
     describe('values', () => {
       test('one', () => expect(one).toBe(1));
       test('two', () => expect(two).toBe(2));
       test('three', () => expect(three).toBe(3));
       test.skip('four', () => {});
     });`,
  ],
  [
    'mocha',
    'node node_modules/mocha/bin/mocha.js a.test.js',
    'a.test.js',
    `import assert from 'node:assert';
     import { one, two, three } from './value.js';
     describe('values', () => {
       it('one', () => assert.equal(one, 1));
       it('two', () => assert.equal(two, 2));
       it('three', () => assert.equal(three, 3));
       it.skip('four', () => {});
     });`,
  ],
  [
    'node:test, by node --test',
    'node --test a.test.js',
    'a.test.js',
    `import assert from 'node:assert';
     import { describe, test } from 'node:test';
     import { one, two, three } from './value.js';
     describe('values', () => {
       test('one', () => assert.equal(one, 1));
       test('two', () => assert.equal(two, 2));
       test('three', () => assert.equal(three, 3));
       test.skip('four', () => {});
     });`,
  ],
  [
    'node:test, by itself',
    'node a.test.js',
    'a.test.js',
    `import assert from 'node:assert';
     import { describe, test } from 'node:test';
     import { one, two, three } from './value.js';
     describe('values', () => {
       test('one', () => assert.equal(one, 1));
       test('two', () => assert.equal(two, 2));
       test('three', () => assert.equal(three, 3));
     });`,
  ],
];

it.each(suites)('tells which tests of %s pass no more', async (_, command, name, text) => {
  const verdict = await verifyRun(command, { [name]: text }, values, changed);
  expect(verdict).toMatchObject({ ok: false, complete: true });
  const { summary, details } = tests(verdict) as { summary: string; details: string[] };
  const title = (own: string) => expect.stringMatching(`^ +a.test.js: values( > | )${own}$`) as string;
  expect(summary).toBe('1 test worse than before, when 2 passed');
  expect(details[0]).toBe('passed before, and does not now (1):');
  expect(details[1]).toEqual(title('two'));
  expect(details[2]).toMatch(/expected 5 to be 2|5 [=!]= 2|Expected values to be/);
  expect(details.slice(-2)).toEqual(['failed before too (1):', title('three')]);
});

// ASYNCSHIFT_TEST_BUN names a Bun; without it nothing of bun test is seen.
const bun = process.env['ASYNCSHIFT_TEST_BUN'];

it.runIf(bun).each([
  ['bun test', {}],
  ['true && bun test ./a.test.ts; bun test ./none', {}],
  ['bun run test', { test: 'bun test' }],
  ['npm test', { test: 'bun test' }],
])('tells which tests of Bun pass no more, by %s', async (command, scripts) => {
  vi.stubEnv('PATH', `${path.dirname(bun ?? '')}${path.delimiter}${process.env['PATH'] ?? ''}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const text = `import { describe, expect, test } from 'bun:test';
     import { one, two, three } from './value.js';
     describe('values', () => {
       describe('first', () => {
         test('one', () => expect(one).toBe(1));
       });
       test('two', () => expect(two).toBe(2));
       test('three', () => expect(three).toBe(3));
       test.skip('four', () => {});
     });`;
  const manifest = JSON.stringify({ name: 'app', type: 'module', scripts });
  const both = { 'package.json': manifest, 'a.test.ts': text };
  const verdict = await verifyRun(command, both, values, changed);
  expect(verdict).toMatchObject({ ok: false, complete: true });
  const { summary, details } = tests(verdict) as { summary: string; details: string[] };
  expect(summary).toBe('1 test worse than before, when 2 passed');
  expect(details[0]).toBe('passed before, and does not now (1):');
  expect(details[1]).toMatch(/a\.test\.ts: values( > | )two$/);
  expect(details.join('\n')).toContain('Received: 5');
  expect(details.at(-1)).toMatch(/a\.test\.ts: values( > | )three$/);
});

it('passes where the same tests pass, and keeps what the command printed', async () => {
  const test = "import { test } from 'node:test'; console.log('said'); test('one', () => {});";
  const verdict = await verifyRun('node a.test.js', { 'a.test.js': test }, values, changed);
  expect(tests(verdict)).toEqual({ summary: 'the same 1 test pass', details: [] });
  expect(verdict).toMatchObject({ ok: true, complete: true });
  expect(readFileSync(verdict.logs?.after ?? '', 'utf8')).toContain('said');
});

it('tells of tests that are gone, new, and whole files that fail', async () => {
  const file = (names: string[], more = '') =>
    `import { test } from 'vitest';\n${more}\n${names.map((name) => `test('${name}', () => {});`).join('\n')}`;
  const verdict = await verifyRun(
    'node node_modules/vitest/vitest.mjs run',
    {},
    { 'a.test.js': file(['stays', 'goes']), 'b.test.js': file(['loads']) },
    { 'a.test.js': file(['stays', 'comes']), 'b.test.js': file(['loads'], "throw new Error('no');") },
  );
  const { summary, details } = tests(verdict) as { summary: string; details: string[] };
  expect(summary).toBe('3 tests worse than before, when 3 passed');
  expect(details.filter((line) => !line.startsWith('    '))).toEqual([
    'passed before, and is not there now (2):',
    '  a.test.js: goes',
    '  b.test.js: loads',
    'was not there before, and fails (1):',
    '  b.test.js: (the whole file)',
    'is new (1):',
    '  a.test.js: comes',
  ]);
});

it('leaves out, with --repeat, what does not repeat itself', async () => {
  const test = `import { test } from 'node:test';
    import { appendFileSync, existsSync } from 'node:fs';
    const seen = existsSync(process.env.COUNTER);
    appendFileSync(process.env.COUNTER, 'x');
    test('steady', () => {});
    test('flaky', () => { if (seen) throw new Error('again'); });`;
  const counter = path.join(makeFolder({}), 'counter');
  const env = { ...process.env, COUNTER: counter };
  const verdict = await verifyRun('node a.test.js', { 'a.test.js': test }, values, changed, {
    env,
    repeat: true,
  });
  expect(readFileSync(counter, 'utf8')).toBe('xxx');
  expect(verdict).toMatchObject({ ok: true, complete: false });
  expect(tests(verdict)).toEqual({
    summary: 'the same 1 test pass',
    details: ['ended differently on two runs before the change, and says nothing (1):', '  a.test.js: flaky'],
  });
});

const tap = (two: string) =>
  `TAP version 13\n1..2\nok 1 - one\n${two} 2 - two\n  ---\n  error: 'no two'\n  ...\n`;
const junit = (two: string) =>
  `<?xml version="1.0"?><testsuites><testsuite name="s" file="x.test.js"><testcase classname="c" name="one"/><testcase name="two">${two}</testcase></testsuite></testsuites>`;

it.each([
  ['TAP', 'cat report.txt', 'report.txt', tap('ok'), tap('not ok'), ['  two', '    no two']],
  [
    'JUnit',
    'cp report.txt junit.xml',
    'report.txt',
    junit(''),
    junit('<failure message="no two">at x</failure>'),
    ['  x.test.js: two', '    no two'],
  ],
])('reads %s that the command writes by itself', async (_, command, name, before, after, expected) => {
  const verdict = await verifyRun(command, {}, { [name]: before }, { [name]: after });
  expect(tests(verdict)).toEqual({
    summary: '1 test worse than before, when 2 passed',
    details: ['passed before, and does not now (1):', ...expected],
  });
});

it('goes by the exit code where there are no tests', async () => {
  const run = (before: string, after: string) =>
    verifyRun('sh run.sh', {}, { 'run.sh': before }, { 'run.sh': after });
  expect(await run('exit 0', '# the same\nexit 0')).toMatchObject({ ok: true, complete: true });
  const failing = await run('exit 0', 'echo why; exit 3');
  expect(failing).toMatchObject({ ok: false, checks: [{}, { name: 'exit code', details: ['why'] }] });
  expect(await run('exit 1', 'exit 0')).toMatchObject({ ok: true, complete: false });
});

it('stops what does not end, with all it started', async () => {
  const folder = makeFolder({});
  const env = { ...process.env, MARK: path.join(folder, 'late') };
  const script = '(sleep 3; echo > $MARK) & sleep 60';
  const verdict = await verifyRun('sh run.sh', { 'run.sh': script }, values, changed, { env, timeout: 500 });
  expect(verdict.checks).toMatchObject([{ name: 'run', outcome: 'failed' }]);
  await new Promise((resolve) => setTimeout(resolve, 3500));
  expect(existsSync(path.join(folder, 'late'))).toBe(false);
});

it('has a home, temporary files and installed packages of its own', async () => {
  const script = `import { existsSync, writeFileSync } from 'node:fs';
    import { homedir, tmpdir } from 'node:os';
    for (const file of [homedir() + '/left', tmpdir() + '/left', 'node_modules/.cache-left']) {
      if (existsSync(file)) process.exit(1);
      writeFileSync(file, '');
    }
    if (homedir() === ${JSON.stringify(process.env['HOME'])}) process.exit(2);`;
  const verdict = await verifyRun('node main.js', { 'main.js': script }, values, changed);
  expect(verdict).toMatchObject({ ok: true, complete: true });
});

it('installs for the run alone what the change adds, also where an installed package takes it as a peer', async () => {
  const manifest = (name: string) =>
    JSON.stringify({ type: 'module', dependencies: { [name]: `file:vendor/${name}`, plugin: '1' } });
  const vendor = (name: string) => ({
    [`vendor/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    [`vendor/${name}/index.js`]: `module.exports = '${name}';`,
  });
  const plugin = {
    'elsewhere/plugin/package.json': JSON.stringify({
      name: 'plugin',
      version: '1.0.0',
      peerDependencies: { 'new-db': '*' },
    }),
    'elsewhere/plugin/index.js': "exports.peer = () => require('new-db');",
  };
  const both = { ...vendor('old-db'), ...vendor('new-db'), ...plugin };
  const before = {
    'package.json': manifest('old-db'),
    'main.js': "import db from 'old-db'; console.log(db);",
  };
  const after = {
    'package.json': manifest('new-db'),
    'main.js': "import db from 'new-db'; import plugin from 'plugin'; console.log(db, plugin.peer());",
  };
  const projectRoot = makeFolder({ ...both, ...after });
  mkdirSync(path.join(projectRoot, 'node_modules'));
  const outside = makeFolder(plugin);
  symlinkSync(path.join(outside, 'elsewhere/plugin'), path.join(projectRoot, 'node_modules/plugin'));
  const said: string[] = [];
  const verdict = await verifyCommand({
    projectRoot,
    cwd: projectRoot,
    command: 'node main.js',
    before: differing({ ...both, ...before }, { ...both, ...after }),
    progress: (line) => said.push(line),
  });
  expect(verdict).toMatchObject({ ok: true, complete: true });
  expect(readFileSync(verdict.logs?.after ?? '', 'utf8')).toBe('new-db new-db\n');
  expect(said.filter((line) => line.startsWith('Installing'))).toHaveLength(2);
  expect(existsSync(path.join(projectRoot, 'node_modules/new-db'))).toBe(false);
  rmSync(path.dirname(verdict.logs?.before ?? ''), { recursive: true });
});

it('shows, where a test fails, the first statement that differs', async () => {
  const suite = `import assert from 'node:assert';
    import { test } from 'node:test';
    import { find } from './notes.js';
    test('finds', async () => assert.equal((await find('milk')).id, 1));`;
  const before = `import Database from 'libsql';
    const db = new Database(':memory:');
    db.exec('CREATE TABLE notes (id INTEGER, text TEXT)');
    db.prepare('INSERT INTO notes VALUES (@id, @text)').run({ text: 'milk', id: 1 });
    export const find = (text) => db.prepare('SELECT * FROM notes WHERE text = ?').get(text);`;
  const after = `import Database from 'libsql/promise';
    const db = new Database(':memory:');
    await db.exec('CREATE TABLE notes (id INTEGER, text TEXT)');
    await (await db.prepare('INSERT INTO notes VALUES (@id, @text)')).run([1, 'milk']);
    export const find = async (text) => (await db.prepare('SELECT * FROM notes WHERE text = ?')).get([text + 's']);`;
  const files = { 'a.test.js': suite };
  const verdict = await verifyRun(
    'node --test a.test.js',
    files,
    { 'notes.js': before },
    { 'notes.js': after },
  );
  expect(verdict.checks.at(-1)).toMatchObject({
    name: 'SQL trace',
    outcome: 'failed',
    details: [
      '  CREATE TABLE notes (id INTEGER, text TEXT)',
      '  INSERT INTO notes VALUES (@id, @text) [1,"milk"]',
      '- SELECT * FROM notes WHERE text = ? ["milk"]',
      '+ SELECT * FROM notes WHERE text = ? ["milks"]',
    ],
  });
});
