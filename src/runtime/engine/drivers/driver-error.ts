/** DB-API classes a driver's error is sorted into; the engine has an error class of each name. */
export type DriverErrorKind =
  | 'InterfaceError'
  | 'DatabaseError'
  | 'DataError'
  | 'OperationalError'
  | 'IntegrityError'
  | 'InternalError'
  | 'ProgrammingError'
  | 'NotSupportedError';

/** What a driver connection throws: the npm driver's error, sorted. The engine adds statement and parameters. */
export class DriverError extends Error {
  override readonly name = 'DriverError';

  /**
   * @param driver npm package whose error it is, shown as Python's module name is: `(pg.IntegrityError) …`
   * @param disconnect whether the connection is unusable from now on
   */
  constructor(
    readonly driver: string,
    readonly kind: DriverErrorKind,
    message: string,
    readonly disconnect: boolean,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** A property of anything thrown, if it is there. */
export function propertyOf(error: unknown, key: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
}
