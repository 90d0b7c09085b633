import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { x } from 'tinyexec';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';
import { bin, runUnder } from './support.js';

const wanted = process.env['ASYNCSHIFT_TEST_NATIVE'] === '1';
if (!wanted) {
  console.warn(
    'ASYNCSHIFT_TEST_NATIVE=1 has better-sqlite3 itself installed and compared, which takes minutes.',
  );
}

/** Headers of a Node beside it: what is compiled against them needs no download. */
const prefix = path.resolve(process.execPath, '../..');
const headers = existsSync(path.join(prefix, 'include/node/node_version.h'))
  ? { npm_config_nodedir: prefix }
  : {};

/** Runs npm in a folder. @returns what it printed @throws where it fails, with what it said */
async function npm(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...headers, VITEST: undefined, NODE_OPTIONS: undefined, NO_COLOR: '1' };
  const ran = await x('npm', args, { nodeOptions: { cwd, env } });
  if (ran.exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${ran.stdout}\n${ran.stderr}`);
  return ran.stdout;
}

/** The same application is a fixture with the stand-in for better-sqlite3: this shows it with the package itself. */
test.runIf(wanted)(
  'an application on better-sqlite3 itself does the same on libsql',
  async () => {
    using workspace = new Workspace();
    const { root } = workspace;
    await cp(path.join(packageRoot, 'fixtures/better-sqlite3/app-workshop/input'), root, { recursive: true });
    workspace.write({ '.gitignore': 'node_modules\npackage-lock.json\n' });
    await npm(root, 'install', '--no-audit', '--no-fund');
    workspace.commitAll();
    expect(existsSync(workspace.path('node_modules/better-sqlite3/build/Release/better_sqlite3.node'))).toBe(
      true,
    );
    const before = await npm(root, 'run', '--silent', 'start');
    expect(before).toContain('collected 1 ');

    const written = await runUnder(process.execPath, root, bin, ['.', '--write']);
    expect(written).toMatchObject({ code: 0, stdout: expect.not.stringContaining('left to you') as string });
    expect(workspace.read('package.json')).not.toContain('better-sqlite3');

    const verified = await runUnder(process.execPath, root, bin, ['verify', '--run', 'npm test']);
    expect(verified.stdout).toMatch(/same tests: the same 5 tests pass/);
    expect(verified.code).toBe(0);

    await npm(root, 'install', '--no-audit', '--no-fund');
    expect(existsSync(workspace.path('node_modules/better-sqlite3'))).toBe(false);
    expect(await npm(root, 'run', '--silent', 'start')).toBe(before);
    await npm(root, 'test');
  },
  20 * 60_000,
);
