import type { SharedConnection } from './shared-connection.js';

/** What every database here has, whatever it is connected by. */
export class SharedHandle {
  #shared: SharedConnection | undefined;

  /** Does something before all that others ask of the connection from now on. */
  setUp<T>(work: (database: this) => Promise<T>): Promise<T> {
    return this.shared.setUp(() => work(this));
  }

  /** Whether the caller is part of a set-up, which is done though the database be closed in the meantime. */
  protected get isSettingUp(): boolean {
    return this.#shared?.isSettingUp ?? false;
  }

  protected get shared(): SharedConnection {
    if (!this.#shared) throw new TypeError('The database connection is not open');
    return this.#shared;
  }

  protected set shared(connection: SharedConnection) {
    this.#shared = connection;
  }
}
