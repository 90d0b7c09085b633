import { noRules } from '../no-rules.js';
import type { Profile, StayRule } from '../profile.js';

const modules = ['node:fs', 'fs'];
const promises = 'node:fs/promises';

/** What is there in both worlds, by its name in the promises' one: `readFile` of `readFileSync`. */
const twins = [
  'access',
  'appendFile',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'lchmod',
  'lchown',
  'link',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'statfs',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];

/** The promises' world has a FileHandle where this one has a number. */
const descriptor: readonly StayRule[] = [{ argument: 0, type: 'number' }];
/** It rejects where nothing is there, whatever it is asked. */
const noEntry: readonly StayRule[] = [{ argument: 1, option: 'throwIfNoEntry' }];

const stays: Readonly<Record<string, readonly StayRule[]>> = {
  appendFileSync: descriptor,
  readFileSync: descriptor,
  truncateSync: descriptor,
  writeFileSync: descriptor,
  statSync: noEntry,
  lstatSync: noEntry,
  realpathSync: [{ member: 'native' }],
};

function qualified<V>(entries: readonly (readonly [string, V])[]): Record<string, V> {
  return Object.fromEntries(
    modules.flatMap((module) => entries.map(([name, value]) => [`${module}#${name}`, value] as const)),
  );
}

/** node:fs to node:fs/promises. What has no twin stays: it is as right in asynchronous code as it was before. */
export const nodeFs: Profile = {
  ...noRules,
  name: 'node:fs',
  modules,
  sideBySide: true,
  asyncCalls: modules.flatMap((module) =>
    [...twins.map((name) => `${name}Sync`), 'existsSync', 'Dir.readSync', 'Dir.closeSync'].map(
      (name) => `${module}#${name}`,
    ),
  ),
  moves: qualified(
    twins.map((name) => [`${name}Sync`, { module: promises, name, through: 'promises' }] as const),
  ),
  renames: qualified([
    ['Dir.readSync', 'read'],
    ['Dir.closeSync', 'close'],
  ]),
  helpers: qualified([['existsSync', 'pathExists']]),
  stays: qualified(Object.entries(stays)),
};
