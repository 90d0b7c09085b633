/** Link SQLAlchemy 2.0 prints below an error that has a page in its documentation. */
function background(code: string): string {
  return `(Background on this error at: https://sqlalche.me/e/20/${code})`;
}

/**
 * Base of every error of the runtime. Class names are SQLAlchemy's (`sqlalchemy.exc`, `sqlalchemy.orm.exc`), and so are
 * the codes of the "Background on this error" links.
 */
export class SQLAlchemyError extends Error {
  override readonly name: string = 'SQLAlchemyError';

  /**
   * @param message what happened, where, and what to do next.
   * @param options `code` names SQLAlchemy's documentation page of the error; `cause` is the original error.
   */
  constructor(message: string, options: { code?: string; cause?: unknown } = {}) {
    super(
      options.code === undefined ? message : `${message} ${background(options.code)}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
  }
}

/** An argument or a combination of arguments that cannot work. */
export class ArgumentError extends SQLAlchemyError {
  override readonly name: string = 'ArgumentError';
}

/** No dialect or driver of that name. */
export class NoSuchModuleError extends ArgumentError {
  override readonly name: string = 'NoSuchModuleError';
}

/** `execute()` was given something that is not a statement. */
export class ObjectNotExecutableError extends ArgumentError {
  override readonly name: string = 'ObjectNotExecutableError';

  constructor(target: unknown) {
    const shown = typeof target === 'string' ? `'${target}'` : String(target);
    const remedy = typeof target === 'string' ? '; wrap SQL strings in text()' : '';
    super(`Not an executable object: ${shown}${remedy}`);
  }
}

/** No foreign key joins the two tables. */
export class NoForeignKeysError extends ArgumentError {
  override readonly name: string = 'NoForeignKeysError';
}

/** More than one foreign key joins the two tables. */
export class AmbiguousForeignKeysError extends ArgumentError {
  override readonly name: string = 'AmbiguousForeignKeysError';
}

/** Rows or tables depend on each other in a circle. */
export class CircularDependencyError extends SQLAlchemyError {
  override readonly name: string = 'CircularDependencyError';
}

/** A statement that cannot be turned into SQL for the dialect. */
export class CompileError extends SQLAlchemyError {
  override readonly name: string = 'CompileError';
}

/** The pool had no connection to give within `poolTimeout` seconds. */
export class TimeoutError extends SQLAlchemyError {
  override readonly name: string = 'TimeoutError';
}

/** The operation makes no sense in the object's present state. */
export class InvalidRequestError extends SQLAlchemyError {
  override readonly name: string = 'InvalidRequestError';
}

/** A session was changed by one task while another was using it. */
export class IllegalStateChangeError extends InvalidRequestError {
  override readonly name: string = 'IllegalStateChangeError';
}

/** A failed transaction has to be rolled back first. */
export class PendingRollbackError extends InvalidRequestError {
  override readonly name: string = 'PendingRollbackError';
}

/** The connection, transaction or result is closed. */
export class ResourceClosedError extends InvalidRequestError {
  override readonly name: string = 'ResourceClosedError';
}

/** A row has no such column. */
export class NoSuchColumnError extends InvalidRequestError {
  override readonly name: string = 'NoSuchColumnError';
}

/** Exactly one row was required, none was found. */
export class NoResultFound extends InvalidRequestError {
  override readonly name: string = 'NoResultFound';
}

/** At most one row was allowed, several were found. */
export class MultipleResultsFound extends InvalidRequestError {
  override readonly name: string = 'MultipleResultsFound';
}

/** The session has no engine to work on. */
export class UnboundExecutionError extends InvalidRequestError {
  override readonly name: string = 'UnboundExecutionError';
}

/** A synchronous read on the asynchronous face would have had to talk to the database. */
export class MissingGreenlet extends InvalidRequestError {
  override readonly name: string = 'MissingGreenlet';
}

/** The instance's row is gone. */
export class ObjectDeletedError extends InvalidRequestError {
  override readonly name: string = 'ObjectDeletedError';
}

/** The instance is not mapped. */
export class UnmappedInstanceError extends InvalidRequestError {
  override readonly name: string = 'UnmappedInstanceError';
}

/** The class is not mapped. */
export class UnmappedClassError extends InvalidRequestError {
  override readonly name: string = 'UnmappedClassError';
}

/** The instance belongs to no session, so nothing can be loaded for it. */
export class DetachedInstanceError extends SQLAlchemyError {
  override readonly name: string = 'DetachedInstanceError';
}

/** The unit of work met a state it cannot write. */
export class FlushError extends SQLAlchemyError {
  override readonly name: string = 'FlushError';
}

/** An UPDATE or DELETE matched another number of rows than the unit of work expected. */
export class StaleDataError extends SQLAlchemyError {
  override readonly name: string = 'StaleDataError';
}

/** What was being executed when a statement failed. */
export interface FailedStatement {
  statement?: string | undefined;
  params?: readonly unknown[] | undefined;
  /** `createEngine(…, { hideParameters: true })`: keeps parameters out of the message. */
  hideParameters?: boolean | undefined;
}

/** Shows parameters as SQLAlchemy's `_repr_params` does: long lists and long strings are shortened. */
export function renderParameters(params: readonly unknown[]): string {
  const shown = params.map((value) => {
    if (typeof value === 'string') {
      const short =
        value.length > 300
          ? `${value.slice(0, 150)} ... (${value.length - 300} characters truncated) ... ${value.slice(-150)}`
          : value;
      return `'${short.replaceAll("'", "\\'")}'`;
    }
    if (value instanceof Uint8Array) return `<${value.length} bytes>`;
    if (value instanceof Date) return value.toISOString();
    return String(value);
  });
  if (shown.length <= 100) return `(${shown.join(', ')}${shown.length === 1 ? ',' : ''})`;
  const omitted = shown.length - 100;
  return `(${shown.slice(0, 50).join(', ')} ... ${omitted} parameters truncated ... ${shown.slice(-50).join(', ')})`;
}

/** Sets properties that do not show when the error is printed: its message says them already. */
function hide(error: Error, properties: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(error, key, { value });
}

/** An error that happened while a statement was being executed; carries the statement and its parameters. */
export class StatementError extends SQLAlchemyError {
  override readonly name: string = 'StatementError';
  declare readonly statement: string | undefined;
  declare readonly params: readonly unknown[] | undefined;

  constructor(
    message: string,
    failed: FailedStatement = {},
    options: { code?: string; cause?: unknown } = {},
  ) {
    const lines = [message];
    if (failed.statement !== undefined) {
      lines.push(`[SQL: ${failed.statement}]`);
      if (failed.params !== undefined && failed.params.length > 0) {
        lines.push(
          failed.hideParameters === true
            ? '[SQL parameters hidden due to hideParameters: true]'
            : `[parameters: ${renderParameters(failed.params)}]`,
        );
      }
    }
    if (options.code !== undefined) lines.push(background(options.code));
    super(lines.join('\n'), options.cause === undefined ? {} : { cause: options.cause });
    hide(this, { statement: failed.statement, params: failed.params });
  }
}

/** An error a database driver raised; the driver's own error is `cause` (and `orig`, SQLAlchemy's name for it). */
export class DBAPIError extends StatementError {
  override readonly name: string = 'DBAPIError';
  /** Whether the error means that the connection is gone. */
  declare readonly connectionInvalidated: boolean;
  declare readonly orig: unknown;

  constructor(
    message: string,
    failed: FailedStatement = {},
    options: { code?: string; cause?: unknown; connectionInvalidated?: boolean } = {},
  ) {
    super(message, failed, { code: 'dbapi', ...options });
    hide(this, { orig: options.cause, connectionInvalidated: options.connectionInvalidated ?? false });
  }
}

type DriverErrorOptions = { cause?: unknown; connectionInvalidated?: boolean };

/** The driver was used in a way it cannot be used. */
export class InterfaceError extends DBAPIError {
  override readonly name: string = 'InterfaceError';
  constructor(
    message: string,
    failed: FailedStatement = {},
    options: DriverErrorOptions & { code?: string } = {},
  ) {
    super(message, failed, { code: 'rvf5', ...options });
  }
}

/** An error of the database itself. */
export class DatabaseError extends DBAPIError {
  override readonly name: string = 'DatabaseError';
  constructor(
    message: string,
    failed: FailedStatement = {},
    options: DriverErrorOptions & { code?: string } = {},
  ) {
    super(message, failed, { code: '4xp6', ...options });
  }
}

/** A value the database cannot take: out of range, wrong format. */
export class DataError extends DatabaseError {
  override readonly name: string = 'DataError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: '9h9h' });
  }
}

/** The database cannot do its work: not reachable, locked, out of memory. */
export class OperationalError extends DatabaseError {
  override readonly name: string = 'OperationalError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: 'e3q8' });
  }
}

/** A constraint is violated. */
export class IntegrityError extends DatabaseError {
  override readonly name: string = 'IntegrityError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: 'gkpj' });
  }
}

/** The database met an error inside itself. */
export class InternalError extends DatabaseError {
  override readonly name: string = 'InternalError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: '2j85' });
  }
}

/** The SQL is wrong: syntax, no such table, no such column. */
export class ProgrammingError extends DatabaseError {
  override readonly name: string = 'ProgrammingError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: 'f405' });
  }
}

/** The database does not support what was asked. */
export class NotSupportedError extends DatabaseError {
  override readonly name: string = 'NotSupportedError';
  constructor(message: string, failed: FailedStatement = {}, options: DriverErrorOptions = {}) {
    super(message, failed, { ...options, code: 'tw8g' });
  }
}
