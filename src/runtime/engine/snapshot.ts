import type { DialectName, DriverConnection } from '../core/contracts.js';
import { call, type Flow } from '../core/flow.js';
import type { DriverValue } from './drivers/values.js';

/** The rows of every table, as objects ordered by all columns. */
export type Tables = Record<string, Record<string, unknown>[]>;

const TABLE_NAMES: Readonly<Record<DialectName, string>> = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  postgresql: `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`,
  mysql: `SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE TABLE' ORDER BY table_name`,
};

function quoted(dialect: DialectName, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}

function isNumber(value: DriverValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Orders rows value by value: NULL first, numbers by size, anything else by its text, whatever the collation of the database. */
function compareRows(left: readonly DriverValue[], right: readonly DriverValue[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? null;
    if (a === b) continue;
    if (a === null || b === null) return a === null ? -1 : 1;
    const bothNumbers = isNumber(a) && isNumber(b);
    const [x, y] = bothNumbers ? [a, b] : [String(a), String(b)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Reads the whole database a driver connection is connected to. Work that was not committed is rolled back first. */
export function* readTables(dialect: DialectName, driver: DriverConnection): Flow<Tables> {
  yield* call(() => driver.rollback());
  const names = yield* call(() => driver.execute({ sql: TABLE_NAMES[dialect], parameters: [] }));
  const tables: Tables = {};
  for (const [name] of names.rows as [string][]) {
    const sql = `SELECT * FROM ${quoted(dialect, name)}`;
    const { columns, rows } = yield* call(() => driver.execute({ sql, parameters: [] }));
    tables[name] = [...(rows as DriverValue[][])]
      .sort(compareRows)
      .map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  }
  return tables;
}
