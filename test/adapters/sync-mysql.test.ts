import { expect, it, vi } from 'vitest';
import MySql from '../../src/adapters/mysql/sync-mysql.js';
import { beginsTransaction, endsTransaction } from '../../src/adapters/mysql/statements.js';

const server = process.env['ASYNCSHIFT_TEST_MYSQL_URL'];

/** A connection to the server of the tests. */
function connect(): MySql {
  const { hostname, port, username, password, pathname } = new URL(server ?? '');
  return new MySql({
    host: hostname,
    port: Number(port),
    user: username,
    password,
    database: pathname.slice(1),
  });
}

it('knows where transactions begin and end', () => {
  const begin = ['START TRANSACTION', 'begin', ' start transaction read only'];
  const end = ['COMMIT', 'rollback work', 'CREATE TABLE a (id INT)', 'truncate a'];
  const neither = [
    'SELECT 1',
    'ROLLBACK TO SAVEPOINT a',
    'rollback work to a',
    'CREATE TEMPORARY TABLE a (id INT)',
  ];
  expect([...begin, ...end, ...neither].filter(beginsTransaction)).toEqual(begin);
  expect([...begin, ...end, ...neither].filter(endsTransaction)).toEqual(end);
});

it.runIf(server)('keeps what others ask out of a transaction begun by hand', async () => {
  const db = connect();
  await db.query('CREATE TEMPORARY TABLE accounts (id INT, balance INT) ENGINE = InnoDB');
  await db.query('INSERT INTO accounts VALUES (1, 10), (2, 0)');
  const transfer = async (amount: number) => {
    await db.query('START TRANSACTION');
    await db.query('UPDATE accounts SET balance = balance - ? WHERE id = 1', [amount]);
    await db.query('UPDATE accounts SET balance = balance + ? WHERE id = 2', [amount]);
    const [{ balance }] = (await db.query('SELECT balance FROM accounts WHERE id = 1')) as [
      { balance: number },
    ];
    await db.query(balance < 0 ? 'ROLLBACK' : 'COMMIT');
  };
  const note = async (id: number) => {
    await db.query('INSERT INTO accounts VALUES (?, 0)', [id]);
  };
  await Promise.all([transfer(4), note(3), transfer(40), note(4)]);
  expect(await db.query('SELECT * FROM accounts ORDER BY id')).toEqual([
    { id: 1, balance: 6 },
    { id: 2, balance: 4 },
    { id: 3, balance: 0 },
    { id: 4, balance: 0 },
  ]);
  await db.dispose();
});

it.runIf(server)('opens another connection where the last one was lost', async () => {
  const [db, other] = [connect(), connect()];
  const [{ id }] = (await db.query('SELECT CONNECTION_ID() AS id')) as [{ id: number }];
  await other.query('KILL ?', [id]);
  // Whether the next statement still meets the lost one depends on when word of it arrives.
  const [next] = (await vi.waitFor(() => db.query('SELECT CONNECTION_ID() AS id'))) as [{ id: number }];
  expect(next.id).not.toBe(id);
  await Promise.all([db.dispose(), other.dispose()]);
});

it.runIf(server)('calls procedures, and tells of errors when their result is wanted', async () => {
  const db = connect();
  await db.query('DROP PROCEDURE IF EXISTS twice');
  await db.query('CREATE PROCEDURE twice(n INT) SELECT 2 * n AS doubled');
  expect(await db.call('twice', [4])).toEqual([{ doubled: 8 }]);
  const wrong = db.queueQuery('SELEC 1');
  const right = db.queueQuery('SELECT 1 AS n');
  expect(await right()).toEqual([{ n: 1 }]);
  await expect(wrong()).rejects.toMatchObject({ code: 'ER_PARSE_ERROR' });
  await expect(db.finishAll()).rejects.toMatchObject({ code: 'ER_PARSE_ERROR' });
  await db.query('DROP PROCEDURE twice');
  await db.dispose();
});
