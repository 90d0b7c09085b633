import { Hidden } from './hidden.js';
import type { SharedConnection } from './shared-connection.js';

const connections = new Hidden<SharedConnection>();

/** What every database here has, whatever it is connected by. */
export class SharedHandle {
  /** Does something before all that others ask of the connection from now on. */
  setUp<T>(work: (database: this) => Promise<T>): Promise<T> {
    return sharedOf(this).setUp(() => work(this));
  }
}

/** Gives a database its connection. */
export function share(handle: SharedHandle, connection: SharedConnection): void {
  connections.set(handle, connection);
}

/** The connection of a database. */
export function sharedOf(handle: SharedHandle): SharedConnection {
  const connection = connections.get(handle);
  if (!connection) throw new TypeError('The database connection is not open');
  return connection;
}

/** Whether the caller is part of a set-up, which is done though the database be closed in the meantime. */
export function isSettingUp(handle: SharedHandle): boolean {
  return connections.get(handle)?.isSettingUp ?? false;
}
