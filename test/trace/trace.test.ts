import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';
import { otherNodes } from '../support/nodes.js';

const workspace = new Workspace();
afterAll(() => {
  workspace[Symbol.dispose]();
});
const inPackage = (name: string) => path.join(packageRoot, name);
mkdirSync(workspace.path('node_modules'));
symlinkSync(packageRoot, workspace.path('node_modules/asyncshift'));
for (const name of ['libsql', '@libsql'])
  symlinkSync(inPackage(`node_modules/${name}`), workspace.path(`node_modules/${name}`));
symlinkSync(inPackage('test/support/better-sqlite3'), workspace.path('node_modules/better-sqlite3'));

interface Traced {
  lines: Record<string, unknown>[];
  stdout: string;
  stderr: string;
  exitCode: number | undefined;
}

interface How {
  strict?: boolean;
  load?: string;
  node?: string;
  more?: string[];
}

/** Runs a program with its trace. */
async function traced(name: string, text: string, how: How = {}): Promise<Traced> {
  workspace.write({ [name]: text });
  const file = workspace.path('trace.jsonl');
  const args = [...(how.more ?? []), how.load ?? '--import', 'asyncshift/trace', name];
  const env = { ASYNCSHIFT_TRACE: file, ASYNCSHIFT_TRACE_STRICT: how.strict ? '1' : '0', NODE_OPTIONS: '' };
  const ran = await x(how.node ?? process.execPath, args, {
    timeout: 60_000,
    nodeOptions: { cwd: workspace.root, env },
  });
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  rmSync(file, { force: true });
  const lines = written.split('\n').slice(0, -1);
  const { stdout, stderr, exitCode } = ran;
  return {
    stdout,
    stderr,
    exitCode,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** What was done, in short. */
function short({ lines }: Traced): unknown[][] {
  return lines.map(({ kind, connection, sql, parameters, error }) => [
    ...[kind, connection, sql],
    ...(parameters === undefined ? [] : [parameters]),
    ...(typeof error === 'string' ? [`failed: ${error}`] : []),
  ]);
}

const failed = expect.stringContaining('failed: ') as string;

describe('better-sqlite3', () => {
  const body = `
    const db = new Database(':memory:');
    db.transaction((a, b) => {
      db.exec('CREATE TABLE t (a, b)');
      db.prepare('INSERT INTO t VALUES (?, ?)').run(a, b);
    })(1n, Buffer.from('x'));
    console.log(db.prepare('SELECT a FROM t WHERE a = @a').get({ a: 1 }));
    try { db.exec('nonsense'); } catch {}
    new Database(':memory:').pragma('user_version');
  `;
  const expected = [
    ['begin', 1, expect.stringMatching(/^BEGIN ?$/)],
    ['execute', 1, 'CREATE TABLE t (a, b)'],
    ['execute', 1, 'INSERT INTO t VALUES (?, ?)', [{ $bigint: '1' }, { $bytes: 'eA==' }]],
    ['commit', 1, 'COMMIT'],
    ['execute', 1, 'SELECT a FROM t WHERE a = @a', [{ a: 1 }]],
    ['execute', 1, 'nonsense', failed],
    ['execute', 2, 'PRAGMA user_version'],
  ];
  const withTsx = { more: ['--import', inPackage('node_modules/tsx/dist/loader.mjs')] };

  it.each<[string, string, string, How]>([
    ['imported', 'a.mjs', `import Database from 'better-sqlite3';`, {}],
    ['required', 'a.cjs', `const Database = require('better-sqlite3');`, { load: '--require' }],
    ['imported by TypeScript', 'a.ts', `import Database from 'better-sqlite3';`, withTsx],
  ])('is traced where it is %s, and does the same', async (_, name, load, how) => {
    const ran = await traced(name, load + body, how);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '{ a: 1 }\n' });
    expect(short(ran)).toEqual(expected);
    const order = ran.lines.flatMap(({ began, ended }) => [began, ended]);
    expect(order).toEqual(order.map((_, index) => index + 1));
    expect(ran.lines[1]).toMatchObject({ driver: 'better-sqlite3', file: name });
  });
});

describe('asynchronous drivers', () => {
  it('libsql/promise', async () => {
    const text = `import Database from 'libsql/promise';
      const db = new Database(':memory:');
      await db.exec('CREATE TABLE t (a)');
      const insert = await db.prepare('INSERT INTO t VALUES (?)');
      await insert.run([1]);
      console.log(await (await db.prepare('SELECT a FROM t')).all());
      await db.exec('nonsense').catch(() => {});`;
    const ran = await traced('c.mjs', text);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '[ { a: 1 } ]\n' });
    expect(short(ran)).toEqual([
      ['execute', 1, 'CREATE TABLE t (a)'],
      ['execute', 1, 'INSERT INTO t VALUES (?)', [[1]]],
      ['execute', 1, 'SELECT a FROM t'],
      ['execute', 1, 'nonsense', failed],
    ]);
  });

  it('@libsql/client, by the libsql below it', async () => {
    const text = `import { createClient } from '@libsql/client';
      const client = createClient({ url: ':memory:' });
      await client.batch(['CREATE TABLE t (a)', { sql: 'INSERT INTO t VALUES (?)', args: [2] }], 'write');
      console.log((await client.execute('SELECT a FROM t')).rows[0].a);`;
    const ran = await traced('d.mjs', text);
    expect(ran).toMatchObject({ exitCode: 0, stdout: '2\n' });
    const statements = short(ran).map(([kind, , sql]) => [kind, sql]);
    expect(statements.slice(-5)).toEqual([
      ['begin', 'BEGIN IMMEDIATE'],
      ['execute', 'CREATE TABLE t (a)'],
      ['execute', 'INSERT INTO t VALUES (?)'],
      ['commit', 'COMMIT'],
      ['execute', 'SELECT a FROM t'],
    ]);
  });

  it('@libsql/client on a server', async () => {
    using server = new Workspace({
      'node_modules/@libsql/client/package.json':
        '{ "name": "@libsql/client", "type": "module", "exports": "./lib/http.js" }',
      'node_modules/@libsql/client/lib/http.js': `export class HttpClient {
        async execute(one) { return one; }
        async batch(all) { return all; }
        async executeMultiple() {}
      }\n`,
      'a.js': `import { HttpClient } from '@libsql/client';
        const client = new HttpClient();
        await client.execute({ sql: 'SELECT ?', args: [1] });
        await client.execute('SELECT ?', [2]);
        await client.batch(['A', { sql: 'B', args: [3] }]);\n`,
      'package.json': '{ "type": "module" }',
    });
    symlinkSync(packageRoot, server.path('node_modules/asyncshift'));
    await x('node', ['--import', 'asyncshift/trace', 'a.js'], {
      throwOnError: true,
      nodeOptions: { cwd: server.root, env: { ASYNCSHIFT_TRACE: 't.jsonl', NODE_OPTIONS: '' } },
    });
    const lines = server.read('t.jsonl').split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { sql: 'SELECT ?', parameters: [[1]], driver: '@libsql/client' },
      { sql: 'SELECT ?', parameters: [[2]] },
      { sql: 'A; B', parameters: [[3]] },
    ]);
  });

  it('leave errors that nobody handles to nobody', async () => {
    const text = `import Database from 'libsql/promise';
      process.on('unhandledRejection', () => console.log('nobody'));
      new Database(':memory:').exec('nonsense');`;
    expect(await traced('e.mjs', text)).toMatchObject({ exitCode: 0, stdout: 'nobody\n' });
  });
});

describe('strict mode', () => {
  const open = `import Database from 'libsql/promise';
    const db = new Database(':memory:');
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    await db.exec('CREATE TABLE t (a)');\n`;
  const strictly = (name: string, text: string) => traced(name, text, { strict: true });
  const wrong = ({ lines }: Traced) =>
    lines
      .filter(({ kind }) => kind === 'never awaited' || kind === 'interleaved')
      .map(({ kind, sql, at }) => [kind, sql, at]);

  it('names what nobody waits for, with its place, and fails', async () => {
    const ran = await strictly('f.mjs', `${open}db.exec('UPDATE t SET a = 1');\n`);
    expect(wrong(ran)).toEqual([['never awaited', 'UPDATE t SET a = 1', 'f.mjs:5:4']]);
    const line = 'asyncshift/trace: never awaited: UPDATE t SET a = 1 (f.mjs:5:4): nobody waits for it\n';
    expect(ran).toMatchObject({ exitCode: 1, stderr: line });
  });

  it.each([
    ['awaited', `await db.exec('SELECT 1');`],
    ['returned', `const f = () => db.exec('SELECT 1'); await f();`],
    ['returned by an async function', `const f = async () => db.exec('SELECT 1'); await f();`],
    ['among others', `await Promise.all([db.exec('SELECT 1'), db.exec('SELECT 2')]);`],
    ['kept, and awaited later', `const p = db.exec('SELECT 1'); await wait(5); await p;`],
    ['given a handler', `db.exec('SELECT 1').then(() => {});`],
  ])('says nothing of what is %s', async (_, text) => {
    const ran = await strictly('g.mjs', open + text);
    expect([wrong(ran), ran.exitCode, ran.stderr]).toEqual([[], 0, '']);
  });

  const transfer = `async function transfer() {
    await db.exec('BEGIN');
    await db.exec('INSERT INTO t VALUES (1)');
    await wait(20);
    await db.exec('COMMIT');
  }\n`;

  it('names statements that run inside another task’s transaction', async () => {
    const other = `async function other() {
      await wait(10);
      await db.exec('DELETE FROM t');
    }\n`;
    const ran = await strictly(
      'h.mjs',
      `${open}${transfer}${other}await Promise.all([transfer(), other()]);`,
    );
    expect(wrong(ran)).toEqual([['interleaved', 'DELETE FROM t', 'h.mjs:13:16']]);
    expect(ran.stderr).toContain('(h.mjs:13:16): it runs inside the transaction of h.mjs:6:14\n');
    expect(ran.exitCode).toBe(1);
  });

  it.each([
    ['after it', `await transfer(); await Promise.all([db.exec('SELECT 1'), db.exec('SELECT 2')]);`],
    [
      'by functions that the task calls',
      `const insert = async () => { await wait(1); await db.exec('INSERT INTO t VALUES (2)'); };
       const begin = async () => { await wait(1); await db.exec('BEGIN'); };
       await begin(); await Promise.all([insert(), insert()]); await db.exec('COMMIT');`,
    ],
    [
      'on another connection',
      `const b = new Database(':memory:');
       await Promise.all([transfer(), wait(5).then(() => b.exec('SELECT 1'))]);`,
    ],
  ])('says nothing of what is run %s', async (_, text) => {
    const ran = await strictly('i.mjs', open + transfer + text);
    expect([wrong(ran), ran.exitCode]).toEqual([[], 0]);
  });

  it('names calls of the adapter that nobody waits for, and nothing that takes its turn', async () => {
    const source = `import Database from 'better-sqlite3';
      const db = new Database(':memory:');
      export const insert = db.transaction((a) => { db.prepare('INSERT INTO t VALUES (?)').run(a); });
      db.exec('CREATE TABLE t (a)');
      insert(1);
      console.log(db.prepare('SELECT a FROM t').all());\n`;
    workspace.write({ 'app/package.json': '{ "type": "module", "name": "app" }', 'app/main.js': source });
    const migrated = await x('node', [inPackage('bin/asyncshift.js'), 'app', '--write', '--allow-dirty'], {
      nodeOptions: { cwd: workspace.root },
    });
    expect(migrated.exitCode, migrated.stderr).toBe(0);
    const more = `await Promise.all([insert(2), insert(3), db.exec('DELETE FROM t WHERE a = 9')]);
      db.exec('SELECT 2');
      db.prepare('SELECT 3').all();\n`;
    const ran = await strictly('app/main.js', workspace.read('app/main.js') + more);
    expect(ran.stdout).toBe('[ { a: 1 } ]\n');
    expect(wrong(ran).map(([kind, sql]) => [kind, sql])).toEqual([
      ['never awaited', 'SELECT 2'],
      ['never awaited', 'SELECT 3'],
    ]);
  });
});

const nodes = otherNodes.map((node) => [node]);
it.skipIf(nodes.length === 0).each(nodes)('node:sqlite is traced under %s', async (node) => {
  const body = `const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (a)');
    db.prepare('INSERT INTO t VALUES (?)').run(1);\n`;
  const lines = [
    ['execute', 1, 'CREATE TABLE t (a)'],
    ['execute', 1, 'INSERT INTO t VALUES (?)', [1]],
  ];
  const imported = await traced('j.mjs', `import { DatabaseSync } from 'node:sqlite';${body}`, { node });
  expect(short(imported)).toEqual(lines);
  const required = await traced('j.cjs', `const { DatabaseSync } = require('node:sqlite');${body}`, { node });
  expect(short(required)).toEqual(lines);
});
