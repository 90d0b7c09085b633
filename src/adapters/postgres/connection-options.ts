import { existsSync } from 'node:fs';
import { env } from 'node:process';
import type { ClientConfig } from 'pg';

/** Where servers put their sockets: Debian's libpq looks in the first, PostgreSQL's own in the second. */
const socketFolders = ['/var/run/postgresql', '/tmp'];

/**
 * Where to connect to, as libpq reads it.
 * @param params a URL, or `host=localhost dbname='a shop'`; what it does not say is said by `PGHOST` and the like
 */
export function connectionOptions(params: string): ClientConfig {
  if (/^postgres(?:ql)?:\/\//.test(params)) return { connectionString: params };
  const given = new Map(
    [...params.matchAll(/(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/g)].map(
      ([, key = '', quoted, plain = '']) => [key, (quoted ?? plain).replace(/\\(.)/g, '$1')],
    ),
  );
  const port = given.get('port') ?? env['PGPORT'] ?? '5432';
  const host = given.get('hostaddr') ?? given.get('host') ?? env['PGHOST'] ?? socketFolder(port);
  const named = {
    user: given.get('user'),
    password: given.get('password'),
    database: given.get('dbname'),
    application_name: given.get('application_name'),
    options: given.get('options'),
  };
  const seconds = given.get('connect_timeout');
  return {
    port: Number(port),
    ...(host !== undefined && { host }),
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(seconds !== undefined && { connectionTimeoutMillis: Number(seconds) * 1000 }),
    ...encryption(given.get('sslmode') ?? env['PGSSLMODE']),
  };
}

/** The folder with the socket of a server on this machine. */
function socketFolder(port: string): string | undefined {
  return socketFolders.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`));
}

function encryption(mode: string | undefined): ClientConfig {
  if (mode === 'require') return { ssl: { rejectUnauthorized: false } };
  return mode?.startsWith('verify-') === true ? { ssl: true } : {};
}
