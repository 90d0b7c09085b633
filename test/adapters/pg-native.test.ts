import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionOptions } from '../../src/adapters/postgres/connection-options.js';
import Client from '../../src/adapters/postgres/pg-native.js';
import { startPostgres, type PostgresServer } from '../runtime/engine/support/postgres.js';

describe('on a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function connect(): Promise<Client> {
    const client = new Client();
    await client.connectAsync(
      `host=127.0.0.1 port=${String(server.port)} user=postgres dbname=postgres sslmode=disable`,
    );
    return client;
  }

  it('keeps what others ask out of a transaction begun by hand', async () => {
    const client = await connect();
    await client.queryAsync('CREATE TABLE accounts (id int, balance int)');
    await client.queryAsync('INSERT INTO accounts VALUES (1, 10), (2, 0)');
    const transfer = async (amount: number) => {
      await client.queryAsync('BEGIN');
      await client.queryAsync('UPDATE accounts SET balance = balance - $1 WHERE id = 1', [amount]);
      await client.queryAsync('UPDATE accounts SET balance = balance + $1 WHERE id = 2', [amount]);
      const [{ balance }] = (await client.queryAsync('SELECT balance FROM accounts WHERE id = 1')) as [
        { balance: number },
      ];
      await client.queryAsync(balance < 0 ? 'ROLLBACK' : 'COMMIT');
    };
    const note = async (id: number) => {
      await client.queryAsync('INSERT INTO accounts VALUES ($1, 0)', [id]);
    };
    await Promise.all([transfer(4), note(3), transfer(40), note(4)]);
    expect(await client.queryAsync('SELECT * FROM accounts ORDER BY id')).toEqual([
      { id: 1, balance: 6 },
      { id: 2, balance: 4 },
      { id: 3, balance: 0 },
      { id: 4, balance: 0 },
    ]);
    client.end();
  });

  it('stays in a transaction that failed until it is undone', async () => {
    const client = await connect();
    await client.queryAsync('BEGIN');
    await expect(client.queryAsync('SELEC')).rejects.toThrow('ERROR:  syntax error');
    expect(client.getTransactionStatus()).toBe('E');
    await client.queryAsync('ROLLBACK');
    expect(client.getTransactionStatus()).toBe('I');
    client.end();
  });

  it('tells callbacks what they were told', async () => {
    const client = Client();
    const told = await new Promise((resolve) => {
      client.connect(`postgresql://postgres@127.0.0.1:${String(server.port)}/postgres`, (...connected) => {
        client.query('SELECT 1 AS a; SELECT 2 AS b', (...several) => {
          client.prepare('one', 'SELECT $1::int AS n', 1, (...prepared) => {
            client.execute('one', [4], (error, rows) => {
              client.query('SELEC', (failed) => {
                resolve({ connected, several: several.slice(0, 2), prepared, error, rows, failed });
              });
            });
          });
        });
      });
    });
    expect(told).toEqual({
      connected: [undefined],
      several: [undefined, [[{ a: 1 }], [{ b: 2 }]]],
      prepared: [undefined, []],
      error: undefined,
      rows: [{ n: 4 }],
      failed: expect.objectContaining({
        message: expect.stringMatching(/^ERROR: {2}syntax error/) as string,
      }) as Error,
    });
    await new Promise<void>((resolve) => {
      client.end(resolve);
    });
    expect(client.getTransactionStatus()).toBeNull();
  });

  it('hands on notifications', async () => {
    const client = await connect();
    const heard = new Promise((resolve) => client.once('notification', resolve));
    await client.queryAsync('LISTEN news');
    await client.queryAsync("NOTIFY news, 'rain'");
    expect(await heard).toMatchObject({ relname: 'news', extra: 'rain' });
    client.end();
  });
});

it('reads where to connect to as libpq does', () => {
  expect(connectionOptions('postgresql://ann@db/shop')).toEqual({
    connectionString: 'postgresql://ann@db/shop',
  });
  expect(
    connectionOptions(
      String.raw`host = db port=6432 user=ann password='it\'s 1 2' dbname=shop connect_timeout=3 sslmode=require`,
    ),
  ).toEqual({
    ...{ host: 'db', port: 6432, user: 'ann', password: "it's 1 2", database: 'shop' },
    ...{ connectionTimeoutMillis: 3000, ssl: { rejectUnauthorized: false } },
  });
});
