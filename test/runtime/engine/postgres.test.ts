import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAsyncEngine } from '../../../src/runtime/asyncio.js';
import { NullPool } from '../../../src/runtime/index.js';
import { asyncFace, errorOf, syncFace } from './support/faces.js';
import { startPostgres, type PostgresServer } from './support/postgres.js';
import { startProxy } from './support/proxy.js';
import { ProgramFolder } from './support/program.js';
import { describeServer, type ServerValues } from './support/server-suite.js';
import { describeTransactions } from './support/transaction-suite.js';

// Starting a server, and programs in processes of their own, takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TABLE = 'CREATE TABLE log (id SERIAL PRIMARY KEY, entry VARCHAR(50) UNIQUE)';
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
const url = (driver: string) => `postgresql${driver}://postgres:pw@127.0.0.1:${server.port}/postgres`;

const VALUES: ServerValues = {
  create: `CREATE TABLE kinds (id serial PRIMARY KEY, small smallint, n integer, big bigint, bigger bigint, real_ real, double_ float8,
    num numeric(10, 2), ok boolean, txt text, bytes bytea, doc jsonb, day date, at timestamp, at_tz timestamptz, list integer[], nothing text)`,
  insert: `INSERT INTO kinds (small, n, big, bigger, real_, double_, num, ok, txt, bytes, doc, day, at, at_tz, list)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  values: [
    1,
    2,
    3,
    2n ** 60n,
    0.5,
    1.25,
    '12.50',
    true,
    "te'xt ✓",
    new Uint8Array([0, 255]),
    '{"a": [1, null]}',
    '2024-02-29',
    new Date(0),
    '2024-01-01 12:00:00+00',
    '{1,2}',
  ],
  select: `SET TIME ZONE 'UTC'; SELECT kinds.*, (SELECT count(*) FROM kinds), (SELECT avg(n) FROM kinds), 1 = 1 FROM kinds`,
  expected: [
    1,
    1,
    2,
    3,
    2n ** 60n,
    0.5,
    1.25,
    '12.50',
    true,
    "te'xt ✓",
    new Uint8Array([0, 255]),
    '{"a": [1, null]}',
    '2024-02-29',
    '1970-01-01 00:00:00',
    '2024-01-01 12:00:00+00',
    '{1,2}',
    null,
    1,
    '2.0000000000000000',
    true,
  ],
  errors: [],
};

/** SQLSTATEs by class, as psycopg2 sorts them; the name before the class is that of the npm driver. */
const errors = (driver: string): ServerValues['errors'] => [
  [
    'SELECT * FROM missing',
    'ProgrammingError',
    `(${driver}.ProgrammingError) relation "missing" does not exist`,
  ],
  ['SELEC 1', 'ProgrammingError', `(${driver}.ProgrammingError) syntax error at or near "SELEC"`],
  ['SELECT 1 / 0', 'DataError', `(${driver}.DataError) division by zero`],
  [
    "SELECT CAST('x' AS integer)",
    'DataError',
    `(${driver}.DataError) invalid input syntax for type integer: "x"`,
  ],
  [
    'CREATE TEMP TABLE c (n integer CHECK (n > 0)); INSERT INTO c VALUES (0)',
    'IntegrityError',
    `(${driver}.IntegrityError) new row for relation "c" violates check constraint "c_n_check"`,
  ],
  ['COMMIT AND', 'ProgrammingError', `(${driver}.ProgrammingError) syntax error at end of input`],
];

describe('pg, over the wire', () => {
  const faces = [
    () => syncFace(url('')),
    () => syncFace(url('+psycopg')),
    () => asyncFace(url('+asyncpg')),
    () => asyncFace(url('+psycopg')),
  ];
  describeTransactions([faces[0], faces[2]] as typeof faces, TABLE);
  describeServer(faces, { ...VALUES, errors: errors('pg') });

  it.each(faces.map((face, index) => [index, face] as const))(
    'keeps the details of an error (face %i)',
    async (_index, make) => {
      const engine = make().engine();
      const connection = await engine.connect();
      await connection.execDriverSql('CREATE TEMP TABLE u (n integer UNIQUE)');
      await connection.execDriverSql('INSERT INTO u VALUES (1)');
      const error = await errorOf(() => connection.execDriverSql('INSERT INTO u VALUES ($1)', [1]));
      await connection.close();
      await engine.dispose();
      expect(String(error)).toBe(
        'IntegrityError: (pg.IntegrityError) duplicate key value violates unique constraint "u_n_key"\n' +
          'DETAIL:  Key (n)=(1) already exists.\n[SQL: INSERT INTO u VALUES ($1)]\n[parameters: (1,)]\n' +
          '(Background on this error at: https://sqlalche.me/e/20/gkpj)',
      );
      expect(error.cause).toMatchObject({ code: '23505', constraint: 'u_n_key' });
    },
  );

  it.each([
    ['synchronous', () => syncFace('postgresql://u:p@127.0.0.1:1/d')],
    ['asynchronous', () => asyncFace('postgresql+asyncpg://u:p@127.0.0.1:1/d')],
  ])('says that there is no server (%s)', async (_name, make) => {
    const error = await errorOf(() => make().engine().connect());
    expect(String(error)).toBe(
      'OperationalError: (pg.OperationalError) connect ECONNREFUSED 127.0.0.1:1\n(Background on this error at: https://sqlalche.me/e/20/e3q8)',
    );
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('refuses connectArgs that cannot be sent to the worker', async () => {
    const engine = syncFace(url('')).engine({ connectArgs: { stream: () => undefined } });
    expect((await errorOf(() => engine.connect())).message).toContain(
      'The synchronous driver runs in a worker thread, to which connectArgs must be sendable as plain data',
    );
  });

  it.each([
    [
      'synchronous',
      (at: string) => `import { createEngine } from 'ORM';\nconst c = createEngine('${at}').connect();\n`,
      '',
    ],
    [
      'asynchronous',
      (at: string) =>
        `import { createAsyncEngine } from 'ASYNCIO';\nconst c = await createAsyncEngine('${at}').connect();\n`,
      '+asyncpg',
    ],
  ])('lets a program end that never closed its connection (%s)', async (_name, head, driver) => {
    await using folder = new ProgramFolder();
    const program = `${head(url(driver))}console.log((await c.execDriverSql('SELECT 42')).scalar());`;
    const { stdout, stderr, exitCode } = await folder.run(program);
    expect([stdout, stderr, exitCode]).toEqual(['42\n', '', 0]);
  });

  it.each([
    ['synchronous', 'createEngine', 'ORM', ''],
    ['asynchronous', 'createAsyncEngine', 'ASYNCIO', '+asyncpg'],
  ])('is recorded when the program exits (%s)', async (_name, create, module, driver) => {
    await using folder = new ProgramFolder();
    const { stdout } = await folder.run(
      `import { readFileSync } from 'node:fs';
import { ${create} as create } from '${module}';
const connection = await create('${url(driver)}').connect();
await connection.execDriverSql('CREATE TABLE IF NOT EXISTS recorded (n integer)');
await connection.execDriverSql('TRUNCATE recorded');
await connection.execDriverSql('INSERT INTO recorded VALUES (1)');
await connection.commit();
await connection.close();
// Registered after the recorder's own listener, so that it sees what that one wrote.
process.on('exit', () => console.log(readFileSync('trace.jsonl', 'utf8').split('\\n').at(-2)));
process.exit();`,
      { ASYNCSHIFT_TRACE_FILE: 'trace.jsonl' },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'database',
      url: `postgresql://postgres:***@127.0.0.1:${server.port}/postgres`,
      tables: { recorded: [{ n: 1 }] },
    });
  });
});

describe('a connection that is lost', () => {
  it('has to be rolled back, and then opens another', async () => {
    await using proxy = await startProxy(server.port);
    await using engine = createAsyncEngine(
      `postgresql+asyncpg://postgres:pw@127.0.0.1:${proxy.port}/postgres`,
    );
    await using connection = await engine.connect();
    await connection.execDriverSql('SELECT 1');
    await proxy.cut();
    const lost = await errorOf(() => connection.execDriverSql('SELECT 2'));
    expect(lost).toMatchObject({
      name: 'OperationalError',
      connectionInvalidated: true,
      statement: 'SELECT 2',
    });
    expect(String(await errorOf(() => connection.execDriverSql('SELECT 3')))).toBe(
      "PendingRollbackError: Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding " +
        '(Background on this error at: https://sqlalche.me/e/20/8s2b)',
    );
    await connection.rollback();
    expect((await connection.execDriverSql('SELECT 4')).scalar()).toBe(4);
  });

  it('is replaced when it was idle in the pool: at the next attempt, or with poolPrePing at once', async () => {
    await using proxy = await startProxy(server.port);
    const at = `postgresql+asyncpg://postgres:pw@127.0.0.1:${proxy.port}/postgres`;
    for (const [poolPrePing, failures] of [
      [false, 1],
      [true, 0],
    ] as const) {
      await using engine = createAsyncEngine(at, { poolPrePing });
      const select = () => engine.begin((connection) => connection.execDriverSql('SELECT 1'));
      await Promise.all([select(), select()]);
      await proxy.cut();
      let failed = 0;
      // Two were idle; the first failure tells that the other one is gone too.
      for (let attempt = 0; attempt < 4; attempt += 1) await select().catch(() => (failed += 1));
      expect(failed).toBe(failures);
    }
  });
});

describe('PGlite, in process', () => {
  const faces = [() => asyncFace('postgresql+pglite://')];
  describeTransactions(faces, TABLE);

  it('gives the values pg gives', async () => {
    await using engine = createAsyncEngine('postgresql+pglite://');
    await using connection = await engine.connect();
    await connection.execDriverSql(VALUES.create);
    await connection.execDriverSql(VALUES.insert, VALUES.values);
    const result = await connection.execDriverSql(VALUES.select);
    expect([...(result.first() ?? [])]).toEqual(VALUES.expected);
  });

  it('sorts errors as pg does', async () => {
    await using engine = createAsyncEngine('postgresql+pglite://');
    const seen: unknown[] = [];
    for (const [sql] of errors('pglite')) {
      await using connection = await engine.connect();
      const error = await errorOf(() => connection.execDriverSql(sql));
      seen.push([sql, error.name, error.message.split('\n')[0]]);
    }
    expect(seen).toEqual(errors('pglite'));
  });

  it('lets transactions take turns, as there is a single session', async () => {
    await using engine = createAsyncEngine('postgresql+pglite://');
    await engine.begin((connection) => connection.execDriverSql('CREATE TABLE t (n integer)'));
    await using first = await engine.connect();
    await using second = await engine.connect();
    await first.execDriverSql('INSERT INTO t VALUES (1)');
    const order: string[] = [];
    const counted = second
      .execDriverSql('SELECT count(*) FROM t')
      .then((result) => order.push(`second saw ${String(result.scalar())}`));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('first commits');
    await first.commit();
    await counted;
    expect(order).toEqual(['first commits', 'second saw 1']);
  });

  it('gives up when the transaction before does not end', async () => {
    await using engine = createAsyncEngine('postgresql+pglite://');
    await using first = await engine.connect();
    await using second = await engine.connect();
    await first.execDriverSql('SELECT 1');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const refused = errorOf(() => second.execDriverSql('SELECT 2'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await refused).message.split('\n')[0]).toBe(
      '(pglite.OperationalError) another transaction is open, and PGlite has a single session; gave up after 30 seconds',
    );
    vi.useRealTimers();
    await first.commit();
    expect((await second.execDriverSql('SELECT 2')).scalar()).toBe(2);
  });

  it('keeps its data in a folder, which engines and connections share', async () => {
    await using folder = new ProgramFolder();
    const at = `postgresql+pglite:///${folder.path}/data`;
    {
      await using one = createAsyncEngine(at);
      await using other = createAsyncEngine(at, { poolclass: NullPool });
      await one.begin((connection) => connection.execDriverSql('CREATE TABLE t (n integer)'));
      await other.begin((connection) => connection.execDriverSql('INSERT INTO t VALUES (7)'));
    }
    await using again = createAsyncEngine(at);
    await using connection = await again.connect();
    expect((await connection.execDriverSql('SELECT n FROM t')).scalar()).toBe(7);
  });
});
