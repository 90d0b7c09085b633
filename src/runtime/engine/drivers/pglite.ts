import { resolve } from 'node:path';
import type { PGlite, Results } from '@electric-sql/pglite';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { DriverError } from './driver-error.js';
import { loadPeer } from './missing-package.js';
import { postgresError, postgresParameters, postgresParser } from './postgres-values.js';
import type { ConnectArgs } from './types.js';

const PACKAGE = '@electric-sql/pglite';
/** How errors name the driver. */
const NAME = 'pglite';
/** How long a transaction waits for the one before it. */
const TURN_SECONDS = 30;

function serialize(value: unknown): string {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value);
}

/** Replaces PGlite's own conversions by those of the `pg` driver, so that both give the same values. */
function conversions(database: PGlite) {
  const parsers = Object.fromEntries(
    Object.keys(database.parsers)
      .filter((oid) => /^\d+$/.test(oid))
      .map((oid) => [oid, postgresParser(Number(oid))]),
  );
  // One serializer for every type: parameters are text already, and the server knows what it expects.
  const serializers = new Proxy<Record<string, typeof serialize>>({}, { get: () => serialize });
  return { parsers, serializers };
}

/** An open PGlite with everybody who uses it: it has one session, so transactions take turns. */
class Embedded {
  #users = 0;
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly database: PGlite,
    private readonly onClose: (closed: Promise<void>) => void,
  ) {}

  use(): this {
    this.#users += 1;
    return this;
  }

  async leave(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    const closed = this.database.close();
    this.onClose(closed);
    await closed;
  }

  /** @throws DriverError (OperationalError) if the transaction before does not end: its owner may be waiting for this one */
  async acquire(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(next), 1);
        const text = `another transaction is open, and PGlite has a single session; gave up after ${TURN_SECONDS} seconds`;
        reject(new DriverError(NAME, 'OperationalError', text, false, undefined));
      }, TURN_SECONDS * 1000);
      const next = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push(next);
    });
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}

/** A connection to an embedded PostgreSQL. */
class PgliteConnection implements DriverConnection {
  readonly #options: { rowMode: 'array' } & ReturnType<typeof conversions>;
  /** Whether this connection's transaction has the session. */
  #turn = false;

  constructor(private readonly embedded: Embedded) {
    this.#options = { rowMode: 'array', ...conversions(embedded.database) };
  }

  async execute(compiled: Compiled): Promise<DriverResult> {
    const { database } = this.embedded;
    return run(async () => {
      const parameters = postgresParameters(NAME, compiled.parameters);
      // As with `pg`: text without parameters may hold several statements, of which the last result counts.
      const result: Results<unknown> | undefined =
        parameters.length > 0
          ? await database.query(compiled.sql, parameters, this.#options)
          : (await database.exec(compiled.sql, this.#options)).at(-1);
      if (result === undefined) return { columns: [], rows: [], rowcount: -1 };
      const columns = result.fields.map((field) => field.name);
      const rows = result.rows as unknown[][];
      return { columns, rows, rowcount: result.rowCount ?? -1 };
    });
  }

  async begin(): Promise<void> {
    await this.embedded.acquire();
    this.#turn = true;
    try {
      await run(() => this.embedded.database.exec('BEGIN'));
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  commit(): Promise<void> {
    return this.#end('COMMIT');
  }

  rollback(): Promise<void> {
    return this.#end('ROLLBACK');
  }

  async close(): Promise<void> {
    if (this.#turn) await this.rollback();
    await this.embedded.leave();
  }

  /** A COMMIT that fails ends the transaction too: PostgreSQL rolls it back. */
  async #end(sql: string): Promise<void> {
    try {
      await run(() => this.embedded.database.exec(sql));
    } finally {
      this.#release();
    }
  }

  #release(): void {
    if (!this.#turn) return;
    this.#turn = false;
    this.embedded.release();
  }
}

async function run<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // PGlite hangs the conversions on its errors: hundreds of lines when one is printed.
    if (typeof error === 'object' && error !== null) Reflect.deleteProperty(error, 'queryOptions');
    throw postgresError(NAME, error);
  }
}

/** PGlites on folders, by absolute path: a second one on the same folder would destroy the data. */
const onFolders = new Map<string, Promise<Embedded>>();
/** Folders whose PGlite is still writing its last. */
const closing = new Map<string, Promise<void>>();

async function open(url: URL, dataDir: string | undefined, options: ConnectArgs): Promise<Embedded> {
  const { PGlite } = await loadPeer(PACKAGE, url.drivername, () => import('@electric-sql/pglite'));
  if (dataDir === undefined)
    return new Embedded(await run(() => PGlite.create({ ...options })), () => undefined);
  await closing.get(dataDir);
  const database = await run(() => PGlite.create({ ...options, dataDir }));
  return new Embedded(database, (closed) => {
    onFolders.delete(dataDir);
    closing.set(dataDir, closed);
  });
}

/**
 * Opens an embedded PostgreSQL: in memory for `postgresql+pglite://`, else in the folder the URL's database names
 * (`postgresql+pglite:///./data`). `connectArgs` are PGlite's options.
 */
export async function connectPglite(url: URL, connectArgs: ConnectArgs): Promise<DriverConnection> {
  if (url.database === undefined || url.database === '') {
    return new PgliteConnection((await open(url, undefined, connectArgs)).use());
  }
  const folder = resolve(url.database);
  const opening = onFolders.get(folder) ?? open(url, folder, connectArgs);
  onFolders.set(folder, opening);
  try {
    return new PgliteConnection((await opening).use());
  } catch (error) {
    onFolders.delete(folder);
    throw error;
  }
}
