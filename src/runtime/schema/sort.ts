import { ArgumentError } from '../core/errors.js';
import type { Column } from './column.js';
import type { Table } from './table.js';

/** A foreign key with both its ends found. */
export interface ForeignKey {
  readonly column: Column;
  readonly target: Column;
  readonly table: Table;
  readonly targetTable: Table;
}

/**
 * The foreign keys of a table.
 * @param tables every table that may be referred to, by SQL name
 * @throws ArgumentError when a key refers to a table or column that is not there
 */
export function foreignKeysOf(table: Table, tables: ReadonlyMap<string, Table>): ForeignKey[] {
  return table.columns.flatMap((column) => {
    if (column.foreignKey === undefined) return [];
    const { references } = column.foreignKey;
    const dot = references.lastIndexOf('.');
    const targetTable = tables.get(references.slice(0, dot));
    const target = targetTable?.columns.find(({ name }) => name === references.slice(dot + 1));
    if (targetTable === undefined || target === undefined) {
      throw new ArgumentError(
        `Foreign key associated with column '${table.name}.${column.name}' could not find '${references}': ` +
          `give it as 'table.column', by SQL names, and import the module that defines the table`,
      );
    }
    return [{ column, target, table, targetTable }];
  });
}

/**
 * Sorts tables so that each comes after those its foreign keys refer to; otherwise they keep their order. Keys that
 * would close a circle are left out of the sorting and given back, to be added when all tables are there.
 */
export function sortTables(tables: ReadonlyMap<string, Table>): { sorted: Table[]; circular: ForeignKey[] } {
  const sorted: Table[] = [];
  const circular: ForeignKey[] = [];
  const state = new Map<Table, 'visiting' | 'done'>();
  const visit = (table: Table): void => {
    state.set(table, 'visiting');
    for (const key of foreignKeysOf(table, tables)) {
      if (key.targetTable === table) continue;
      const seen = state.get(key.targetTable);
      if (seen === 'visiting') circular.push(key);
      else if (seen === undefined) visit(key.targetTable);
    }
    state.set(table, 'done');
    sorted.push(table);
  };
  for (const table of tables.values()) if (!state.has(table)) visit(table);
  return { sorted, circular };
}
