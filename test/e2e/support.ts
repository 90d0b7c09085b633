import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';
import { otherNodes } from '../support/nodes.js';

/** Nodes to run the end-to-end tests under: the one that runs vitest, and those the environment names. */
export const nodes = [process.execPath, ...otherNodes];

/** The built executable: what `npm test` and CI have just built. */
export const bin = path.join(packageRoot, 'bin', 'asyncshift.js');

/** How a process ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a script under a Node, in a folder. Programs that the script starts by name find the same Node.
 * @returns how it ended, whatever the exit code; a script that a signal ended has the code -1
 */
export function runUnder(
  node: string,
  cwd: string,
  script: string,
  args: readonly string[] = [],
): Promise<Ended> {
  const env = {
    ...withoutVitest(process.env),
    NO_COLOR: '1',
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(node, [script, ...args], options, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** A vitest that is started inside a test must not take itself for a worker of the one around it. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|TEST$)/.test(name),
    ),
  );
}

/** A temporary copy of an example application, its packages linked in, committed to a git repository of its own. */
export function example(name: string): Workspace {
  const folder = path.join(packageRoot, 'fixtures', 'apps', name);
  const workspace = new Workspace();
  cpSync(folder, workspace.root, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'node_modules',
  });
  const { dependencies, devDependencies } = manifest.parse(JSON.parse(workspace.read('package.json')));
  for (const dependency of ['@types/node', ...Object.keys({ ...dependencies, ...devDependencies })]) {
    link(workspace, dependency);
  }
  // The applications leave it to the folder they are copied to that packages are not kept in git.
  appendFileSync(workspace.path('.gitignore'), 'node_modules/\n');
  return workspace.commitAll();
}

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

function link(workspace: Workspace, name: string): void {
  const target = name === 'asyncshift' ? packageRoot : path.join(packageRoot, 'node_modules', name);
  const place = workspace.path(path.join('node_modules', name));
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(target, place, 'junction');
}

/** Every file of a workspace but the packages', byte for byte. */
export function sources(workspace: Workspace): Record<string, string> {
  const names = Object.keys(workspace.snapshot()).filter((name) => !name.startsWith('node_modules/'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(workspace.path(name), 'latin1')]));
}
