import type { DialectName, DriverConnection } from '../../core/contracts.js';
import type { MaybePromise } from '../../core/flow.js';
import type { URL } from '../url.js';

/** `connectArgs` of an engine: passed on to the npm driver, as SQLAlchemy passes them to the DB-API. */
export type ConnectArgs = Readonly<Record<string, unknown>>;

/** Opens one connection. */
type Connector<C extends MaybePromise<DriverConnection> = MaybePromise<DriverConnection>> = (
  url: URL,
  connectArgs: ConnectArgs,
) => C;

/** One driver name of SQLAlchemy, as the registry knows it. */
export interface Driver {
  /** SQLAlchemy's name: `psycopg2`. */
  name: string;
  dialect: DialectName;
  /** Opens connections for the synchronous face, if the driver has one. */
  sync?: Connector<DriverConnection>;
  /** Opens connections for the asynchronous face, if the driver has one. */
  async?: Connector<Promise<DriverConnection>>;
  /** An embedded server with a single session, which all connections share. */
  singleConnection?: boolean;
}
