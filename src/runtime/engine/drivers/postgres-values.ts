import { DriverError, messageOf, propertyOf, type DriverErrorKind } from './driver-error.js';
import { bindValue, exactInteger, type DriverValue } from './values.js';

const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
/** int2, int4, oid, float4, float8 */
const NUMBERS = new Set([21, 23, 26, 700, 701]);

/**
 * How a value of a type, as the server writes it, becomes a driver value (see `DriverResult`). Whatever has no entry
 * here stays the server's text: numeric, dates and times, JSON, arrays, uuid, enums.
 */
export function postgresParser(oid: number): (text: string) => DriverValue {
  if (NUMBERS.has(oid)) return Number;
  if (oid === INT8) return (text) => exactInteger(BigInt(text));
  if (oid === BOOL) return (text) => text === 't';
  if (oid === BYTEA) return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
  return (text) => text;
}

/** Parameters as the server reads them: text, bytes for bytea, null. */
export function postgresParameters(
  driver: string,
  parameters: readonly unknown[],
): (string | Uint8Array | null)[] {
  return parameters.map((value, index) => {
    const bound = bindValue(driver, value, index);
    return bound === null || bound instanceof Uint8Array ? bound : String(bound);
  });
}

/** SQLSTATE by DB-API class: `base_exception_from_sqlstate` in psycopg2's psycopg/error_type.c and pqpath.c. */
function kindOf(sqlstate: string): DriverErrorKind {
  switch (sqlstate.slice(0, 2)) {
    case '0A':
      return 'NotSupportedError';
    case '20':
    case '21':
    case '3D':
    case '3F':
    case '42':
    case '44':
      return 'ProgrammingError';
    case '22':
      return 'DataError';
    case '23':
      return 'IntegrityError';
    case '24':
    case '25':
    case '2B':
    case '2D':
    case '2F':
    case '38':
    case '39':
    case '3B':
    case 'F0':
    case 'P0':
    case 'XX':
      return 'InternalError';
    case '08':
    case '26':
    case '27':
    case '28':
    case '34':
    case '40':
    case '53':
    case '54':
    case '55':
    case '57':
    case '58':
    case 'HV':
      return 'OperationalError';
    default:
      return 'DatabaseError';
  }
}

/** SQLSTATEs after which the server has closed the connection: class 08 and the shutdowns of class 57. */
const GONE = /^(?:08|57P0[1-5])/;

/** Sorts an error of `pg` or PGlite. One without a SQLSTATE comes from the network: the connection is gone. */
export function postgresError(driver: string, error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const code = propertyOf(error, 'code');
  const sqlstate =
    typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && propertyOf(error, 'severity') !== undefined
      ? code
      : undefined;
  if (sqlstate === undefined)
    return new DriverError(driver, 'OperationalError', messageOf(error), true, error);
  const detail = propertyOf(error, 'detail');
  const message = typeof detail === 'string' ? `${messageOf(error)}\nDETAIL:  ${detail}` : messageOf(error);
  return new DriverError(driver, kindOf(sqlstate), message, GONE.test(sqlstate), error);
}
