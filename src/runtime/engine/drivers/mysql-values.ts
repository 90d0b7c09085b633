import { DriverError, messageOf, propertyOf, type DriverErrorKind } from './driver-error.js';
import { bindValue, exactInteger, type DriverValue } from './values.js';

/** The npm package behind the MySQL and MariaDB drivers. */
export const MYSQL_PACKAGE = 'mysql2';

/** Column type BIGINT of the wire protocol. */
const LONGLONG = 8;

/** Parameters as `mysql2` escapes them into the statement. */
export function mysqlParameters(parameters: readonly unknown[]): DriverValue[] {
  return parameters.map((value, index) => {
    const bound = bindValue(MYSQL_PACKAGE, value, index);
    return bound instanceof Uint8Array ? Buffer.from(bound) : bound;
  });
}

/**
 * Evens out what `mysql2` gives with `supportBigNumbers`, `dateStrings` and `jsonStrings`: a BIGINT too large for a
 * number comes as text and becomes a bigint, bytes become a plain Uint8Array.
 */
export function mysqlRow(row: readonly unknown[], columnTypes: readonly (number | undefined)[]): unknown[] {
  return row.map((value, index) => {
    if (typeof value === 'string' && columnTypes[index] === LONGLONG) return exactInteger(BigInt(value));
    if (Buffer.isBuffer(value)) return new Uint8Array(value);
    return value;
  });
}

/** Server error numbers by DB-API class: `error_map` in PyMySQL's pymysql/err.py. */
const KINDS: readonly (readonly [DriverErrorKind, readonly number[]])[] = [
  ['ProgrammingError', [1007, 1149, 1064, 1146, 1102, 1103, 1110, 1111, 1112, 1113, 1179]],
  ['DataError', [1265, 1263, 1264, 1230, 1171, 1406, 1441, 1366, 1367]],
  // 3819 is MySQL's number for a violated CHECK, 4025 MariaDB's.
  ['IntegrityError', [1062, 1216, 1452, 1217, 1451, 1215, 1048, 3819, 4025]],
  ['NotSupportedError', [1196, 1235, 1289, 1286]],
  ['OperationalError', [1044, 1045, 1040, 1142, 1143]],
];

function kindOf(errno: number): DriverErrorKind {
  const known = KINDS.find(([, numbers]) => numbers.includes(errno));
  return known?.[0] ?? (errno < 1000 ? 'InternalError' : 'OperationalError');
}

/** Sorts an error of `mysql2`. One without a server error number comes from the network: the connection is gone. */
export function mysqlError(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const errno = propertyOf(error, 'errno');
  // System errors (ECONNREFUSED) have a negative errno; server errors start at 1000, or carry an SQLSTATE.
  if (typeof errno !== 'number' || errno < 0 || propertyOf(error, 'sqlState') === undefined) {
    return new DriverError(MYSQL_PACKAGE, 'OperationalError', messageOf(error), true, error);
  }
  // PyMySQL shows number and text as a tuple; SQLAlchemy prints it as it is.
  const message = `(${errno}, ${JSON.stringify(messageOf(error))})`;
  return new DriverError(MYSQL_PACKAGE, kindOf(errno), message, errno === 1053 || errno === 1927, error);
}
