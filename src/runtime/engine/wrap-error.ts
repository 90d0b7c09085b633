import {
  DatabaseError,
  DataError,
  IntegrityError,
  InterfaceError,
  InternalError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
  type FailedStatement,
} from '../core/errors.js';
import { DriverError } from './drivers/driver-error.js';

const CLASSES = {
  InterfaceError,
  DatabaseError,
  DataError,
  OperationalError,
  IntegrityError,
  InternalError,
  ProgrammingError,
  NotSupportedError,
};

/**
 * Turns what a driver threw into the error of SQLAlchemy's name, in SQLAlchemy's format, the npm driver's own error as
 * `cause`. Anything that is not a driver's error is passed through.
 */
export function wrapDriverError(error: unknown, failed: FailedStatement = {}): unknown {
  if (!(error instanceof DriverError)) return error;
  return new CLASSES[error.kind](`(${error.driver}.${error.kind}) ${error.message}`, failed, {
    cause: error.cause,
    connectionInvalidated: error.disconnect,
  });
}
