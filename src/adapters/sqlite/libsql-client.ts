import { createClient, type Client, type Config } from '@libsql/client';
import { ClientConnection } from './client-connection.js';
import type { OpenOptions } from './connection.js';
import { sharedClient } from './shared-client.js';
import { SharedConnection } from './shared-connection.js';
import { SharedHandle } from './shared-handle.js';

/** What every database here has: its connection, and a client of @libsql/client on it. */
export class Handle extends SharedHandle {
  #client: Client | undefined;

  /** The connection as @libsql/client has it: its operations take their turn, and are part of the transaction around them. */
  get client(): Client {
    if (!this.#client) throw new TypeError('The database connection is not open');
    return this.#client;
  }

  protected connect(filename: string, { timeout, readonly, setUp = '', authToken }: OpenOptions): void {
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
    this.shared = new SharedConnection(connection, first === '' ? undefined : first);
    this.#client = sharedClient(client, connection, this.shared);
  }
}

function fileUrl(filename: string): string {
  if (filename.startsWith('file:')) return filename;
  return `file:${filename.split('/').map(encodeURIComponent).join('/')}`;
}

export { SqliteError } from './sqlite-error.js';

export { namesFile } from './file-names.js';
