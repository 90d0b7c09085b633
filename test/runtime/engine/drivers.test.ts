import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../../src/runtime/core/errors.js';
import { loadPeer } from '../../../src/runtime/engine/drivers/missing-package.js';
import { mysqlError } from '../../../src/runtime/engine/drivers/mysql-values.js';
import { postgresError } from '../../../src/runtime/engine/drivers/postgres-values.js';
import { errorOf } from './support/faces.js';

describe('an optional package', () => {
  it('that is missing is named, with what to do', async () => {
    // A name only known at run time, so that neither compiler nor bundler looks for it.
    const missing = ['no', 'such', 'driver'].join('-');
    const error = await errorOf(() =>
      loadPeer(missing, 'mysql+aiomysql', () => import(/* @vite-ignore */ missing)),
    );
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toBe(
      "The driver of 'mysql+aiomysql' needs the npm package 'no-such-driver', which is not installed. Run: npm install no-such-driver",
    );
  });

  it('that fails for another reason is not called missing', async () => {
    const broken = () => Promise.reject(new SyntaxError('broken'));
    expect(await errorOf(() => loadPeer('pg', 'postgresql+asyncpg', broken))).toEqual(
      new SyntaxError('broken'),
    );
  });
});

describe('errors of PostgreSQL', () => {
  it.each([
    ['0A000', 'NotSupportedError', false],
    ['22012', 'DataError', false],
    ['23505', 'IntegrityError', false],
    ['25P02', 'InternalError', false],
    ['28P01', 'OperationalError', false],
    ['3D000', 'ProgrammingError', false],
    ['40001', 'OperationalError', false],
    ['42P01', 'ProgrammingError', false],
    ['57014', 'OperationalError', false],
    ['57P01', 'OperationalError', true],
    ['08006', 'OperationalError', true],
    ['P0001', 'InternalError', false],
    ['XX000', 'InternalError', false],
    ['99999', 'DatabaseError', false],
  ])('with SQLSTATE %s are %s', (code, kind, disconnect) => {
    const error = Object.assign(new Error('text'), { code, severity: 'ERROR' });
    expect(postgresError('pg', error)).toMatchObject({ kind, disconnect, message: 'text', cause: error });
  });

  it('without SQLSTATE mean that the connection is gone', () => {
    expect(postgresError('pg', new Error('Connection terminated'))).toMatchObject({
      kind: 'OperationalError',
      disconnect: true,
    });
    const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    expect(postgresError('pg', epipe)).toMatchObject({ kind: 'OperationalError', disconnect: true });
  });
});

describe('errors of MySQL', () => {
  it.each([
    [1062, 'IntegrityError'],
    [4025, 'IntegrityError'],
    [1146, 'ProgrammingError'],
    [1264, 'DataError'],
    [1235, 'NotSupportedError'],
    [1045, 'OperationalError'],
    [1205, 'OperationalError'],
  ])('with number %i are %s', (errno, kind) => {
    const error = Object.assign(new Error('text'), { errno, sqlState: 'HY000' });
    expect(mysqlError(error)).toMatchObject({ kind, disconnect: false, message: `(${errno}, "text")` });
  });

  it('without number mean that the connection is gone', () => {
    const error = Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
    expect(mysqlError(error)).toMatchObject({
      kind: 'OperationalError',
      disconnect: true,
      message: 'Connection lost',
    });
  });
});
