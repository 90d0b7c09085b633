import { bunSqlite } from './bun-sqlite/index.js';
import { asyncshiftOrm } from './asyncshift-orm/index.js';
import { betterSqlite3 } from './better-sqlite3/index.js';
import { drizzleOnExpo } from './drizzle/expo.js';
import { drizzle } from './drizzle/index.js';
import { expoSqlite } from './expo-sqlite/index.js';
import { profilesFor, type ProfileFamily } from './families.js';
import { meteorCollections } from './meteor/index.js';
import { nodeFs } from './node-fs/index.js';
import { nodeSqlite } from './node-sqlite/index.js';
import type { Profile } from './profile.js';
import { pgNative } from './pg-native/index.js';
import { syncMysql } from './sync-mysql/index.js';

/** Every database API asyncshift knows, with what each may become. */
export const families: readonly ProfileFamily[] = [
  { from: 'asyncshift/orm', targets: { 'asyncshift/orm/asyncio': asyncshiftOrm } },
  { from: 'better-sqlite3', targets: betterSqlite3 },
  { from: 'drizzle-orm', targets: drizzle },
  { from: 'drizzle-orm/expo-sqlite', targets: { 'expo-sqlite': drizzleOnExpo } },
  { from: 'expo-sqlite', targets: { 'expo-sqlite': expoSqlite } },
  { from: 'meteor/mongo', targets: { 'meteor/mongo': meteorCollections } },
  { from: 'node:fs', targets: { 'node:fs/promises': nodeFs }, onRequest: true },
  { from: 'bun:sqlite', targets: bunSqlite },
  { from: 'node:sqlite', targets: nodeSqlite },
  { from: 'sync-mysql', targets: { 'mysql2/promise': syncMysql } },
  { from: 'pg-native', targets: { pg: pgNative } },
];

/** The profiles of their default targets. A file is looked at when it imports a module that one of them names. */
export const profiles: readonly Profile[] = profilesFor(families);
