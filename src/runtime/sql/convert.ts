import type { DialectName, DriverResult } from '../core/contracts.js';
import { Result } from '../result/result.js';
import { rowFactory } from '../result/row.js';
import type { ColumnType } from '../schema/types.js';

/** A column of a result: its name in rows, and its type. */
export interface ResultColumn {
  readonly key: string;
  readonly type: ColumnType;
}

/** Converts the values of a driver's rows by their columns' types. */
export function convertRows(
  result: DriverResult,
  columns: readonly ResultColumn[],
  dialect: DialectName,
): unknown[][] {
  return result.rows.map((row) =>
    columns.map(({ type }, index) => {
      const raw = row[index];
      return raw === null || raw === undefined ? null : type.result(raw, dialect);
    }),
  );
}

/** The result of a statement whose columns are known. Without columns it is one that gives no rows. */
export function convertedResult<R>(
  result: DriverResult,
  columns: readonly ResultColumn[] | undefined,
  dialect: DialectName,
): Result<R> {
  const { rowcount, lastrowid } = result;
  if (columns === undefined)
    return new Result<R>({ keys: [], rows: [], returnsRows: false, rowcount, lastrowid });
  const keys = columns.map(({ key }) => key);
  const rows = convertRows(result, columns, dialect).map(rowFactory(keys)) as R[];
  return new Result<R>({ keys, rows, returnsRows: true, rowcount, lastrowid });
}
