import type { Socket } from 'node:net';
import type { Connection, ConnectionOptions, FieldPacket, ResultSetHeader } from 'mysql2/promise';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { loadPeer } from './missing-package.js';
import { MYSQL_PACKAGE, mysqlError, mysqlParameters, mysqlRow } from './mysql-values.js';
import type { ConnectArgs } from './types.js';

/** A MySQL or MariaDB connection through `mysql2`. */
class MysqlConnection implements DriverConnection {
  readonly #socket: Socket | undefined;

  constructor(private readonly connection: Connection) {
    // Not in mysql2's declarations: the promise connection wraps one that owns the socket.
    this.#socket = (connection as unknown as { connection: { stream?: Socket } }).connection.stream;
    this.#socket?.unref();
  }

  async execute(compiled: Compiled): Promise<DriverResult> {
    return this.#busy(async () => {
      // The text protocol, as the Python drivers use it: a prepared statement would send every number as DOUBLE.
      const [result, fields] = await this.connection.query({
        sql: compiled.sql,
        values: mysqlParameters(compiled.parameters),
        rowsAsArray: true,
      });
      if (!Array.isArray(result)) {
        const { affectedRows, insertId } = result as ResultSetHeader;
        return {
          columns: [],
          rows: [],
          rowcount: affectedRows,
          ...(insertId ? { lastrowid: insertId } : {}),
        };
      }
      const packets = fields as (FieldPacket & { columnType?: number })[];
      const types = packets.map((field) => field.columnType ?? field.type);
      const rows = (result as unknown[][]).map((row) => mysqlRow(row, types));
      return { columns: packets.map((field) => field.name), rows, rowcount: rows.length };
    });
  }

  async begin(): Promise<void> {
    await this.#busy(() => this.connection.query('BEGIN'));
  }

  async commit(): Promise<void> {
    await this.#busy(() => this.connection.query('COMMIT'));
  }

  async rollback(): Promise<void> {
    await this.#busy(() => this.connection.query('ROLLBACK'));
  }

  async close(): Promise<void> {
    this.#socket?.ref();
    await this.connection.end();
  }

  /** Only a connection at work keeps the process alive: a program that never disposes its engine still ends. */
  async #busy<T>(work: () => Promise<T>): Promise<T> {
    this.#socket?.ref();
    try {
      return await work();
    } catch (error) {
      throw mysqlError(error);
    } finally {
      this.#socket?.unref();
    }
  }
}

function configOf(url: URL, connectArgs: ConnectArgs): ConnectionOptions {
  const config: ConnectionOptions = {};
  if (url.host !== undefined) config.host = url.host;
  if (url.port !== undefined) config.port = url.port;
  if (url.username !== undefined) config.user = url.username;
  if (url.password !== undefined) config.password = url.password;
  if (url.database !== undefined && url.database !== '') config.database = url.database;
  const { charset, unix_socket: socket, connect_timeout: timeout } = url.query;
  if (typeof charset === 'string') config.charset = charset;
  if (typeof socket === 'string') config.socketPath = socket;
  if (typeof timeout === 'string') config.connectTimeout = Number(timeout) * 1000;
  return { ...config, ...connectArgs, supportBigNumbers: true, dateStrings: true, jsonStrings: true };
}

/** Opens a MySQL or MariaDB connection; `connectArgs` are `mysql2`'s connection options. */
export async function connectMysql(url: URL, connectArgs: ConnectArgs): Promise<DriverConnection> {
  const { default: mysql } = await loadPeer(MYSQL_PACKAGE, url.drivername, () => import('mysql2/promise'));
  try {
    const connection = await mysql.createConnection(configOf(url, connectArgs));
    // Without a listener, a connection the server closes while idle would end the process; the next query tells.
    connection.on('error', () => undefined);
    return new MysqlConnection(connection);
  } catch (error) {
    throw mysqlError(error);
  }
}
