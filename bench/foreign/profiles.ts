import { noRules } from '../../src/profiles/no-rules.js';
import type { Profile } from '../../src/profiles/profile.js';

/** A profile that makes every file matter, by the modules they import, and changes nothing. */
export function readingEverything(texts: Iterable<string>): Profile {
  const specifiers = [...texts].flatMap((text) =>
    [...text.matchAll(/(?:from|require\(|import)\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? ''),
  );
  return { ...noRules, name: 'everything', modules: [...new Set(specifiers)] };
}

const calls = [
  ...['accessSync', 'appendFileSync', 'chmodSync', 'closeSync', 'copyFileSync', 'existsSync', 'lstatSync'],
  ...['mkdirSync', 'openSync', 'readFileSync', 'readdirSync', 'readSync', 'readlinkSync', 'realpathSync'],
  ...['renameSync', 'rmSync', 'rmdirSync', 'statSync', 'symlinkSync', 'unlinkSync', 'utimesSync'],
  'writeFileSync',
];
const modules = ['fs', 'node:fs'];

/** A profile under which what is done to files synchronously is done asynchronously, so that much of a package changes. */
export const asyncFiles: Profile = {
  ...noRules,
  name: 'files',
  modules,
  asyncCalls: modules.flatMap((module) => calls.map((name) => `${module}#${name}`)),
  moves: Object.fromEntries(
    modules.flatMap((module) =>
      calls.map((name) => [
        `${module}#${name}`,
        { module: 'node:fs/promises', name: name.replace('Sync', '') },
      ]),
    ),
  ),
  splits: modules.flatMap((module) => [`${module}#readdirSync`, `${module}#readFileSync`]),
  options: modules.map((module) => ({
    call: `${module}#mkdirSync`,
    argument: 1,
    type: `${module}#MakeDirectoryOptions`,
    name: 'recursive',
    value: 'true',
  })),
};
