import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ProgramFolder } from './support/program.js';

// Programs in processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** The synchronous program and its asynchronous twin. */
function twins(url: string, program: string): [string, string, string][] {
  const sync = `import { createEngine as create } from 'ORM';\nconst engine = create('sqlite://${url}');\n`;
  const async = `import { createAsyncEngine as create } from 'ASYNCIO';\nconst engine = create('sqlite+aiosqlite://${url}');\n`;
  // `await` does no harm on the synchronous face.
  return [
    ['synchronous', sync, program],
    ['asynchronous', async, program],
  ];
}

async function record(folder: ProgramFolder, source: string) {
  const file = join(folder.path, 'trace.jsonl');
  const { exitCode, stderr } = await folder.run(source, { ASYNCSHIFT_TRACE_FILE: file });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return { exitCode, stderr, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const WORK = `
const connection = await engine.connect();
await connection.execDriverSql('CREATE TABLE b (n INTEGER, t TEXT, x BLOB)');
await connection.execDriverSql('CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)');
await connection.execDriverSql('INSERT INTO b VALUES (?, ?, ?), (10, NULL, NULL), (9, ?, NULL)', [2n ** 60n, 'z', new Uint8Array([1, 2]), 'y']);
await connection.commit();
await connection.execDriverSql('INSERT INTO a VALUES (1)');
`;

const EVENTS = [
  { kind: 'begin', connection: 1 },
  {
    kind: 'execute',
    connection: 1,
    sql: 'CREATE TABLE b (n INTEGER, t TEXT, x BLOB)',
    parameters: [],
    origin: 'statement',
  },
  {
    kind: 'execute',
    connection: 1,
    sql: 'CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)',
    parameters: [],
    origin: 'statement',
  },
  {
    kind: 'execute',
    connection: 1,
    sql: 'INSERT INTO b VALUES (?, ?, ?), (10, NULL, NULL), (9, ?, NULL)',
    parameters: [{ $bigint: '1152921504606846976' }, 'z', { $bytes: 'AQI=' }, 'y'],
    origin: 'statement',
  },
  { kind: 'commit', connection: 1 },
  { kind: 'begin', connection: 1 },
  { kind: 'execute', connection: 1, sql: 'INSERT INTO a VALUES (1)', parameters: [], origin: 'statement' },
];

/** Ordered by value, without the row that was not committed. */
const TABLES = {
  a: [],
  b: [
    { n: 9, t: 'y', x: null },
    { n: 10, t: null, x: null },
    { n: { $bigint: '1152921504606846976' }, t: 'z', x: { $bytes: 'AQI=' } },
  ],
};

describe.each(twins('', WORK))('in memory, %s', (_name, head, work) => {
  it.each([
    ['when it ends', ''],
    ['when it exits', 'process.exit(0);'],
    ['when it throws', "throw new Error('stop');"],
  ])('the recorder writes the database %s', async (_when, end) => {
    await using folder = new ProgramFolder();
    const { lines, exitCode } = await record(folder, head + work + end);
    expect(lines).toEqual([...EVENTS, { kind: 'database', url: 'sqlite://', tables: TABLES }]);
    expect(exitCode).toBe(end.startsWith('throw') ? 1 : 0);
  });

  it('the recorder writes the database when the engine is disposed of, and not again', async () => {
    await using folder = new ProgramFolder();
    const { lines } = await record(
      folder,
      `${head}${work}await connection.close();\nawait engine.dispose();`,
    );
    expect(lines).toEqual([
      ...EVENTS,
      { kind: 'rollback', connection: 1 },
      { kind: 'database', url: 'sqlite://', tables: TABLES },
    ]);
  });
});

describe.each(twins('/shop.db', WORK))('in a file, %s', (_name, head, work) => {
  it('the recorder writes the database at the end', async () => {
    await using folder = new ProgramFolder();
    const { lines } = await record(folder, head + work);
    expect(lines).toEqual([...EVENTS, { kind: 'database', url: 'sqlite:///shop.db', tables: TABLES }]);
  });

  it('the recorder says so when the file is gone, and does not make a new one', async () => {
    await using folder = new ProgramFolder();
    const remove = "await connection.close();\n(await import('node:fs')).rmSync('shop.db');";
    const { lines } = await record(folder, head + work + remove);
    expect(lines.at(-1)).toEqual({
      kind: 'database',
      url: 'sqlite:///shop.db',
      error: 'the database file shop.db no longer exists',
    });
    expect(existsSync(join(folder.path, 'shop.db'))).toBe(false);
  });
});

describe('the recorder', () => {
  it('writes one entry for each engine, none for one that was not used', async () => {
    await using folder = new ProgramFolder();
    const source = `import { createEngine } from 'ORM';
createEngine('sqlite:///unused.db');
for (const name of ['one', 'two']) createEngine('sqlite://').begin((c) => c.execDriverSql('CREATE TABLE ' + name + ' (n INTEGER)'));`;
    const { lines } = await record(folder, source);
    expect(lines.filter(({ kind }) => kind === 'database')).toEqual([
      { kind: 'database', url: 'sqlite://', tables: { one: [] } },
      { kind: 'database', url: 'sqlite://', tables: { two: [] } },
    ]);
    expect(existsSync(join(folder.path, 'unused.db'))).toBe(false);
  });

  it('reads an embedded PostgreSQL when the program ends', async () => {
    await using folder = new ProgramFolder();
    const source = `import { createAsyncEngine } from 'ASYNCIO';
const engine = createAsyncEngine('postgresql+pglite://');
const connection = await engine.connect();
await connection.execDriverSql('CREATE TABLE t (id integer, data jsonb)');
await connection.execDriverSql('INSERT INTO t VALUES ($1, $2)', [1, '{"a": 1}']);
await connection.commit();
await connection.execDriverSql('DELETE FROM t');`;
    const { lines, exitCode } = await record(folder, source);
    expect(lines.at(-1)).toEqual({
      kind: 'database',
      url: 'postgresql://',
      tables: { t: [{ id: 1, data: '{"a": 1}' }] },
    });
    expect(exitCode).toBe(0);
  });

  it('masks passwords, and says when a server cannot be reached any more', async () => {
    await using folder = new ProgramFolder();
    const source = `import { createEngine } from 'ORM';
try { createEngine('postgresql://me:secret@127.0.0.1:1/shop').connect(); } catch {}`;
    const { lines } = await record(folder, source);
    expect(lines).toEqual([
      {
        kind: 'database',
        url: 'postgresql://me:***@127.0.0.1:1/shop',
        error: 'connect ECONNREFUSED 127.0.0.1:1',
      },
    ]);
  });
});

describe('echo', () => {
  it('writes statements to standard error, and nothing to standard output', async () => {
    await using folder = new ProgramFolder();
    const { stdout, stderr } = await folder.run(`import { createEngine } from 'ORM';
createEngine('sqlite://', { echo: true }).begin((connection) => {
  connection.execDriverSql('SELECT ?, ?', ['a', null]);
  connection.beginNested(() => connection.execDriverSql('SELECT 1'));
});`);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        'BEGIN (implicit)',
        'SELECT ?, ?',
        "[parameters] ('a', null)",
        'SAVEPOINT sa_savepoint_1',
        'SELECT 1',
        '[parameters] ()',
        'RELEASE SAVEPOINT sa_savepoint_1',
        'COMMIT',
      ]
        .map((line) => `INFO asyncshift.engine.Engine ${line}\n`)
        .join(''),
    );
  });
});
