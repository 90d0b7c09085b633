import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { betterSqlite3 } from '../better-sqlite3/index.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const driver = 'drizzle-orm/better-sqlite3';
const migrator = `${driver}/migrator`;
const core = 'drizzle-orm/sqlite-core';
const queries = `${core}/query-builders/query`;

function members(type: string, names: readonly string[]): string[] {
  return names.map((name) => `${core}#${type}.${name}`);
}

const statements = ['run', 'all', 'get', 'values'];

/** What is declared in a module's place when the package is not installed. */
function standIn(name: string): string {
  return path.join(packageRoot, `src/profiles/drizzle/declarations/${name}.d.ts`);
}

/** Types that say whether what they are about is synchronous. */
const kinded = ['BaseSQLiteDatabase', 'SQLiteTransaction', 'SQLiteSession'];

/** Drizzle on better-sqlite3 to Drizzle on libsql, through a driver that does what the other did. */
function onLibsql(target: string): Profile {
  return {
    ...noRules,
    name: `drizzle-orm on better-sqlite3 to ${target}`,
    modules: [driver, migrator],
    reads: [core, queries],
    bothKinds: true,
    declarations: {
      ...betterSqlite3[target]?.declarations,
      [core]: standIn('sqlite-core'),
      [queries]: standIn('sqlite-core'),
      [driver]: standIn('better-sqlite3'),
      [migrator]: standIn('better-sqlite3-migrator'),
    },
    asyncCalls: [
      ...members('SQLitePreparedQuery', statements),
      ...members('BaseSQLiteDatabase', [...statements, 'transaction']),
      ...members('SQLiteSession', [...statements, 'transaction']),
      `${driver}#BetterSQLiteTransaction.transaction`,
      `${migrator}#migrate`,
    ],
    dropped: [`${queries}#SQLiteSyncRelationalQuery.sync`, `${core}#ExecuteResultSync.sync`],
    awaitCallbacks: [
      ...members('BaseSQLiteDatabase', ['transaction']),
      `${driver}#BetterSQLiteTransaction.transaction`,
    ],
    typeArguments: kinded.map((type) => ({
      type: `${core}#${type}`,
      argument: 0,
      from: 'sync',
      to: 'async',
    })),
    adapters: [
      {
        modules: [driver, migrator],
        name: 'async-drizzle',
        source: path.join(packageRoot, 'src/adapters/drizzle/better-sqlite3.ts'),
        beside: { '../sqlite/better-sqlite3.js': 'better-sqlite3' },
      },
    ],
    ...(betterSqlite3[target]?.packages ? { packages: betterSqlite3[target].packages } : {}),
  };
}

/** What Drizzle on better-sqlite3 becomes: the same targets. */
export const drizzle: Readonly<Record<string, Profile>> = Object.fromEntries(
  Object.keys(betterSqlite3).map((target) => [target, onLibsql(target)]),
);
