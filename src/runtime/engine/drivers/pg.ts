import type { Client, ClientConfig, QueryArrayResult } from 'pg';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { loadPeer } from './missing-package.js';
import { postgresError, postgresParameters, postgresParser } from './postgres-values.js';
import type { ConnectArgs } from './types.js';

const PACKAGE = 'pg';

/** `@types/pg` leaves these two methods of `Client` out. */
type PgClient = Client & { ref(): void; unref(): void };

/** A PostgreSQL connection through `pg`. */
class PgConnection implements DriverConnection {
  constructor(private readonly client: PgClient) {}

  async execute(compiled: Compiled): Promise<DriverResult> {
    return this.#busy(async () => {
      const results = (await this.client.query({
        text: compiled.sql,
        values: postgresParameters(PACKAGE, compiled.parameters),
        rowMode: 'array',
      })) as QueryArrayResult | QueryArrayResult[];
      // Several statements in one text give several results; the last one counts, as in psycopg2.
      const result = Array.isArray(results) ? results.at(-1) : results;
      const columns = result?.fields.map((field) => field.name) ?? [];
      return { columns, rows: result?.rows ?? [], rowcount: result?.rowCount ?? -1 };
    });
  }

  async begin(): Promise<void> {
    await this.#busy(() => this.client.query('BEGIN'));
  }

  async commit(): Promise<void> {
    await this.#busy(() => this.client.query('COMMIT'));
  }

  async rollback(): Promise<void> {
    await this.#busy(() => this.client.query('ROLLBACK'));
  }

  async close(): Promise<void> {
    this.client.ref();
    await this.client.end();
  }

  /** Only a connection at work keeps the process alive: a program that never disposes its engine still ends. */
  async #busy<T>(work: () => Promise<T>): Promise<T> {
    this.client.ref();
    try {
      return await work();
    } catch (error) {
      throw postgresError(PACKAGE, error);
    } finally {
      this.client.unref();
    }
  }
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

/** libpq's URL options that `pg` spells differently. */
function configOf(url: URL, connectArgs: ConnectArgs): ClientConfig {
  const config: ClientConfig = {};
  const host = url.host ?? first(url.query['host']);
  if (host !== undefined) config.host = host;
  if (url.port !== undefined) config.port = url.port;
  if (url.username !== undefined) config.user = url.username;
  if (url.password !== undefined) config.password = url.password;
  if (url.database !== undefined && url.database !== '') config.database = url.database;
  const sslmode = first(url.query['sslmode']) ?? first(url.query['ssl']);
  if (sslmode === 'verify-full' || sslmode === 'verify-ca') config.ssl = true;
  else if (sslmode === 'require' || sslmode === 'prefer' || sslmode === 'true')
    config.ssl = { rejectUnauthorized: false };
  const name = first(url.query['application_name']);
  if (name !== undefined) config.application_name = name;
  const timeout = first(url.query['connect_timeout']);
  if (timeout !== undefined) config.connectionTimeoutMillis = Number(timeout) * 1000;
  const options = first(url.query['options']);
  if (options !== undefined) config.options = options;
  return { ...config, ...connectArgs, types: { getTypeParser: postgresParser as never } };
}

/** Opens a PostgreSQL connection; `connectArgs` are `pg`'s client options. */
export async function connectPg(url: URL, connectArgs: ConnectArgs): Promise<DriverConnection> {
  const { default: pg } = await loadPeer(PACKAGE, url.drivername, () => import('pg'));
  const client = new pg.Client(configOf(url, connectArgs)) as PgClient;
  // Without a listener, a connection the server closes while idle would end the process; the next query tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw postgresError(PACKAGE, error);
  }
  client.unref();
  return new PgConnection(client);
}
