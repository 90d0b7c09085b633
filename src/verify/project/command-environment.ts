import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What an outer run of npm or of a test runner leaves in the environment, which would lead the command astray. */
const outer =
  /^(?:npm_(?:lifecycle_\w+|package_\w+|config_local_prefix|execpath|node_execpath|command)|INIT_CWD|NODE_TEST_CONTEXT|VITEST\w*|JEST_WORKER_ID|TEST|MOCHA_\w+)$/;

/**
 * The environment of a command of the project: the user's, with a home and a folder for temporary files of its own.
 * Package managers find their settings and what they have downloaded.
 */
export function commandEnvironment(
  env: NodeJS.ProcessEnv,
  folders: { home: string; temp: string },
): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name)));
  const home = env['HOME'] ?? homedir();
  const settings = path.join(home, '.npmrc');
  return {
    npm_config_cache: path.join(home, '.npm'),
    ...(existsSync(settings) ? { npm_config_userconfig: settings } : {}),
    COREPACK_HOME: path.join(home, '.cache/node/corepack'),
    ...kept,
    ...{ HOME: folders.home, USERPROFILE: folders.home },
    ...{ TMPDIR: folders.temp, TEMP: folders.temp, TMP: folders.temp },
  };
}
