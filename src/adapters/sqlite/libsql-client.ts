import { createClient, type Client, type Config } from '@libsql/client';
import { ClientConnection } from './client-connection.js';
import type { OpenOptions } from './connection.js';
import { QuotedStrings } from './quoted-strings.js';
import { Hidden } from './hidden.js';
import { sharedClient } from './shared-client.js';
import { SharedConnection } from './shared-connection.js';
import { share, SharedHandle } from './shared-handle.js';

const clients = new Hidden<Client>();

/** What every database here has: its connection, and a client of @libsql/client on it. */
export class Handle extends SharedHandle {
  /** The connection as @libsql/client has it: its operations take their turn, and are part of the transaction around them. */
  get client(): Client {
    const client = clients.get(this);
    if (!client) throw new TypeError('The database connection is not open');
    return client;
  }
}

/** Connects a database. */
export function connect(handle: Handle, filename: string, options: OpenOptions): void {
  const { timeout, readonly, setUp = '', quotedStrings, authToken } = options;
  const isRemote = /^(?:libsql|https?|wss?):/.test(filename);
  if (isRemote && readonly) throw new TypeError('A remote database cannot be opened readonly');
  const config: Config = {
    url: isRemote || filename === ':memory:' ? filename : fileUrl(filename),
    // What a connection is told stays with it, so there is one.
    concurrency: 1,
    intMode: 'bigint',
    timeout,
  };
  const client = createClient(authToken === undefined ? config : { ...config, authToken });
  const first = `${readonly ? 'PRAGMA query_only = 1;' : ''}${isRemote ? '' : setUp}`;
  const connection = new ClientConnection(client);
  const used = quotedStrings ? new QuotedStrings(connection) : connection;
  const shared = new SharedConnection(used, first === '' ? undefined : first);
  share(handle, shared);
  clients.set(handle, sharedClient(client, connection, shared));
}

function fileUrl(filename: string): string {
  if (filename.startsWith('file:')) return filename;
  return `file:${filename.split('/').map(encodeURIComponent).join('/')}`;
}

export { SqliteError } from './sqlite-error.js';

export { namesFile } from './file-names.js';
