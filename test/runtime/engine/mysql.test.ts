import { describe, expect, it, vi } from 'vitest';
import { asyncFace, errorOf, syncFace } from './support/faces.js';
import { ProgramFolder } from './support/program.js';
import { describeServer, type ServerValues } from './support/server-suite.js';
import { describeTransactions } from './support/transaction-suite.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SERVER = process.env['ASYNCSHIFT_TEST_MYSQL_URL'];
const url = (driver: string) => `mysql${driver}${SERVER?.slice(SERVER.indexOf('://')) ?? '://'}`;

const VALUES: ServerValues = {
  create: `CREATE TABLE kinds (id INTEGER AUTO_INCREMENT PRIMARY KEY, small SMALLINT, n INTEGER, big BIGINT, bigger BIGINT UNSIGNED,
    float_ FLOAT, double_ DOUBLE, num NUMERIC(10, 2), ok BOOLEAN, txt TEXT, bytes BLOB, doc JSON, day DATE, at DATETIME(6), e ENUM('a', 'b'), nothing TEXT)`,
  insert: `INSERT INTO kinds (small, n, big, bigger, float_, double_, num, ok, txt, bytes, doc, day, at, e)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  values: [
    1,
    2,
    3,
    2n ** 63n,
    0.5,
    1.25,
    '12.50',
    true,
    "te'xt \\ ? ✓",
    new Uint8Array([0, 39, 255]),
    '{"a": [1, null]}',
    '2024-02-29',
    new Date(0),
    'b',
  ],
  select: 'SELECT kinds.*, (SELECT COUNT(*) FROM kinds), (SELECT AVG(n) FROM kinds), 1 = 1 FROM kinds',
  expected: [
    1,
    1,
    2,
    3,
    2n ** 63n,
    0.5,
    1.25,
    '12.50',
    1,
    "te'xt \\ ? ✓",
    new Uint8Array([0, 39, 255]),
    '{"a": [1, null]}',
    '2024-02-29',
    '1970-01-01 00:00:00.000000',
    'b',
    null,
    1,
    '2.0000',
    1,
  ],
  // As PyMySQL sorts the server's error numbers.
  errors: [
    [
      'SELECT * FROM missing',
      'ProgrammingError',
      `(mysql2.ProgrammingError) (1146, "Table 'asyncshift.missing' doesn't exist")`,
    ],
    [
      'SELECT missing',
      'OperationalError',
      `(mysql2.OperationalError) (1054, "Unknown column 'missing' in 'SELECT'")`,
    ],
    [
      'INSERT INTO kinds (id) VALUES (1), (1)',
      'IntegrityError',
      `(mysql2.IntegrityError) (1062, "Duplicate entry '1' for key 'PRIMARY'")`,
    ],
    [
      'INSERT INTO kinds (small) VALUES (99999)',
      'DataError',
      `(mysql2.DataError) (1264, "Out of range value for column 'small' at row 1")`,
    ],
  ],
};

if (SERVER === undefined) {
  // Vitest's summary counts skipped tests without saying why.
  console.info(
    'mysql2 tests skipped: set ASYNCSHIFT_TEST_MYSQL_URL, or use scripts/mariadb.sh run npx vitest run',
  );
}

describe.skipIf(SERVER === undefined)('mysql2, against a server', () => {
  const faces = [
    () => syncFace(url('')),
    () => syncFace(url('+pymysql')),
    () => asyncFace(url('+aiomysql')),
    () => asyncFace(url('+asyncmy')),
  ];
  describeTransactions(
    [faces[0], faces[2]] as typeof faces,
    'CREATE TABLE log (id INTEGER AUTO_INCREMENT PRIMARY KEY, entry VARCHAR(50) UNIQUE)',
  );
  describeServer(faces, VALUES);

  it.each(faces.map((face, index) => [index, face] as const))(
    'tells counts and generated keys (face %i)',
    async (_index, make) => {
      const engine = make().engine();
      const connection = await engine.connect();
      await connection.execDriverSql(
        'CREATE TEMPORARY TABLE k (id INTEGER AUTO_INCREMENT PRIMARY KEY, n INTEGER)',
      );
      const inserted = await connection.execDriverSql('INSERT INTO k (n) VALUES (?)', [5]);
      // Rows matched, not only those changed: as SQLAlchemy, which sets the FOUND_ROWS flag.
      const updated = await connection.execDriverSql('UPDATE k SET n = 5');
      const returned = await connection.execDriverSql('INSERT INTO k (n) VALUES (6) RETURNING id');
      const seen = [inserted.lastrowid, inserted.rowcount, updated.rowcount, returned.scalar()];
      await connection.close();
      await engine.dispose();
      expect(seen).toEqual([1, 1, 1, 2]);
    },
  );

  it.each(faces.map((face, index) => [index, face] as const))(
    'opens another connection after one was lost (face %i)',
    async (_index, make) => {
      const engine = make().engine();
      const connection = await engine.connect();
      const lost = await errorOf(() => connection.execDriverSql('KILL CONNECTION_ID()'));
      const pending = await errorOf(() => connection.execDriverSql('SELECT 1'));
      await connection.rollback();
      const value = (await connection.execDriverSql('SELECT 2')).scalar();
      await connection.close();
      await engine.dispose();
      expect([lost.name, pending.name, value]).toEqual(['OperationalError', 'PendingRollbackError', 2]);
      expect(lost).toMatchObject({ connectionInvalidated: true });
    },
  );

  it('refuses a wrong password, on both faces alike', async () => {
    const wrong = (driver: string) => url(driver).replace(/:[^:@]*@/, ':wrong@');
    const errors = [
      await errorOf(() => syncFace(wrong('')).engine().connect()),
      await errorOf(() => asyncFace(wrong('+aiomysql')).engine().connect()),
    ];
    expect(errors[0]?.message).toBe(errors[1]?.message);
    expect(errors[0]?.message).toMatch(/^\(mysql2\.OperationalError\) \(1045, "Access denied for user /);
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
      '+aiomysql',
    ],
  ])('lets a program end that never closed its connection (%s)', async (_name, head, driver) => {
    await using folder = new ProgramFolder();
    const program = `${head(url(driver))}console.log((await c.execDriverSql('SELECT 42')).scalar());`;
    const { stdout, stderr, exitCode } = await folder.run(program);
    expect([stdout, stderr, exitCode]).toEqual(['42\n', '', 0]);
  });
});
