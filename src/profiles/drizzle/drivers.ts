import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import type { Adapter } from '../profile.js';

/** A synchronous driver of Drizzle's. */
export interface Driver {
  /** Its module. Its migrator is in `migrator` below it. */
  module: string;
  /** The class of its databases. */
  database: string;
  /** The class of its transactions, which declares `transaction` again. */
  transaction: string;
  /** What its declarations, stand-ins and adapter are called. */
  file: string;
  /** What its adapter is called in the project. */
  written: string;
  /** The version of Drizzle's that has it first, where that is not 0.4x. */
  since?: '1.0';
  /** The library whose connection it takes, and the file of that one's adapter. */
  client: { module: string; adapter: string };
}

/** The drivers that are moved. */
export const drivers: readonly Driver[] = [
  {
    module: 'drizzle-orm/better-sqlite3',
    database: 'BetterSQLite3Database',
    transaction: 'BetterSQLiteTransaction',
    file: 'better-sqlite3',
    written: 'async-drizzle',
    client: { module: 'better-sqlite3', adapter: '../sqlite/better-sqlite3.js' },
  },
  {
    module: 'drizzle-orm/bun-sqlite',
    database: 'BunSQLiteDatabase',
    transaction: 'SQLiteBunTransaction',
    file: 'bun-sqlite',
    written: 'async-drizzle-bun',
    client: { module: 'bun:sqlite', adapter: '../sqlite/bun-sqlite.js' },
  },
  {
    module: 'drizzle-orm/node-sqlite',
    database: 'NodeSQLiteDatabase',
    transaction: 'NodeSQLiteTransaction',
    file: 'node-sqlite',
    written: 'async-drizzle-node',
    since: '1.0',
    client: { module: 'node:sqlite', adapter: '../sqlite/node-sqlite.js' },
  },
];

/** The module with a driver's migrator. */
export function migratorOf({ module }: Driver): string {
  return `${module}/migrator`;
}

/** What is declared in a module's place when the package is not installed. */
export function standIn(name: string): string {
  return path.join(packageRoot, `src/profiles/drizzle/declarations/${name}.d.ts`);
}

/** What is declared in the place of a driver and its migrator when the package is not installed. */
export function declarationsOf(driver: Driver): Record<string, string> {
  return {
    [driver.module]: standIn(driver.file),
    [migratorOf(driver)]: standIn(`${driver.file}-migrator`),
  };
}

/** The files that take the place of a driver and its migrator: for Drizzle 1.0, which has other drivers, and for 0.4x. */
export function adaptersOf(driver: Driver): Adapter[] {
  const adapter = (folder: string) => ({
    modules: [driver.module, migratorOf(driver)],
    name: driver.written,
    source: path.join(packageRoot, `src/adapters/${folder}/${driver.file}.ts`),
    beside: { [driver.client.adapter]: driver.client.module },
  });
  const first = { ...adapter('drizzle-1'), onlyWith: 'drizzle-orm/sqlite-core#SQLiteAsyncDatabase' };
  return driver.since === '1.0' ? [adapter('drizzle-1')] : [first, adapter('drizzle')];
}
