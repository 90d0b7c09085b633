import { asyncshiftOrm } from './asyncshift-orm/index.js';
import { betterSqlite3 } from './better-sqlite3/index.js';
import type { Profile } from './profile.js';

/** Every profile asyncshift ships. A file is looked at when it imports a module that one of them names. */
export const profiles: readonly Profile[] = [asyncshiftOrm, betterSqlite3];
