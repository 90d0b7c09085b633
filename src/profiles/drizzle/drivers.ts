import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import type { Adapter } from '../profile.js';

/** A synchronous driver of Drizzle's. */
export interface Driver {
  /** Its module. Its migrator is in `migrator` below it. */
  module: string;
  /** The class of its transactions, which declares `transaction` again. */
  transaction: string;
  /** What its declarations, stand-ins and adapter are called. */
  file: string;
  /** What its adapter is called in the project. */
  written: string;
  /** The library whose connection it takes, and the file of that one's adapter. */
  client: { module: string; adapter: string };
}

/** The drivers that are moved. */
export const drivers: readonly Driver[] = [
  {
    module: 'drizzle-orm/better-sqlite3',
    transaction: 'BetterSQLiteTransaction',
    file: 'better-sqlite3',
    written: 'async-drizzle',
    client: { module: 'better-sqlite3', adapter: '../sqlite/better-sqlite3.js' },
  },
  {
    module: 'drizzle-orm/bun-sqlite',
    transaction: 'SQLiteBunTransaction',
    file: 'bun-sqlite',
    written: 'async-drizzle-bun',
    client: { module: 'bun:sqlite', adapter: '../sqlite/bun-sqlite.js' },
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

/** The file that takes the place of a driver and its migrator. */
export function adapterOf(driver: Driver): Adapter {
  return {
    modules: [driver.module, migratorOf(driver)],
    name: driver.written,
    source: path.join(packageRoot, `src/adapters/drizzle/${driver.file}.ts`),
    beside: { [driver.client.adapter]: driver.client.module },
  };
}
