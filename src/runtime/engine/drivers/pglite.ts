import type { PGlite, Results } from '@electric-sql/pglite';
import type { Compiled, DriverConnection, DriverResult } from '../../core/contracts.js';
import type { URL } from '../url.js';
import { loadPeer } from './missing-package.js';
import { postgresError, postgresParameters, postgresParser } from './postgres-values.js';
import type { ConnectArgs } from './types.js';

const PACKAGE = '@electric-sql/pglite';
/** How errors name the driver. */
const NAME = 'pglite';

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

/** A connection to an embedded PostgreSQL; PGlite has only this one. */
class PgliteConnection implements DriverConnection {
  readonly #options: { rowMode: 'array' } & ReturnType<typeof conversions>;

  constructor(private readonly database: PGlite) {
    this.#options = { rowMode: 'array', ...conversions(database) };
  }

  async execute(compiled: Compiled): Promise<DriverResult> {
    return this.#run(async () => {
      const parameters = postgresParameters(NAME, compiled.parameters);
      // As with `pg`: text without parameters may hold several statements, of which the last result counts.
      const result: Results<unknown> | undefined =
        parameters.length > 0
          ? await this.database.query(compiled.sql, parameters, this.#options)
          : (await this.database.exec(compiled.sql, this.#options)).at(-1);
      if (result === undefined) return { columns: [], rows: [], rowcount: -1 };
      const columns = result.fields.map((field) => field.name);
      const rows = result.rows as unknown[][];
      return { columns, rows, rowcount: result.rowCount ?? -1 };
    });
  }

  async begin(): Promise<void> {
    await this.#run(() => this.database.exec('BEGIN'));
  }

  async commit(): Promise<void> {
    await this.#run(() => this.database.exec('COMMIT'));
  }

  async rollback(): Promise<void> {
    await this.#run(() => this.database.exec('ROLLBACK'));
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // PGlite hangs the conversions on its errors: hundreds of lines when one is printed.
      if (typeof error === 'object' && error !== null) Reflect.deleteProperty(error, 'queryOptions');
      throw postgresError(NAME, error);
    }
  }
}

/**
 * Opens an embedded PostgreSQL: in memory for `postgresql+pglite://`, else in the folder the URL's database names
 * (`postgresql+pglite:///./data`). `connectArgs` are PGlite's options.
 */
export async function connectPglite(url: URL, connectArgs: ConnectArgs): Promise<DriverConnection> {
  const { PGlite } = await loadPeer(PACKAGE, url.drivername, () => import('@electric-sql/pglite'));
  const folder = url.database === undefined || url.database === '' ? undefined : url.database;
  try {
    return new PgliteConnection(await PGlite.create({ ...connectArgs, ...(folder === undefined ? {} : { dataDir: folder }) }));
  } catch (error) {
    throw postgresError(NAME, error);
  }
}
