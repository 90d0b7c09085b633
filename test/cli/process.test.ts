import { spawn } from 'node:child_process';
import { chownSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';

const main = pathToFileURL(path.join(packageRoot, 'src', 'cli', 'main.ts')).href;
const tsx = import.meta.resolve('tsx');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command line in a process of its own. */
function runInProcess(
  cwd: string,
  args: readonly string[],
  options: { closeStdout?: boolean; stdoutTo?: string; uid?: number; script?: string } = {},
): Promise<Ended> {
  const script = options.script ?? `await (await import(${JSON.stringify(main)})).main();`;
  const child = spawn(
    process.execPath,
    ['--import', tsx, '--input-type=module', '--eval', script, 'asyncshift', ...args],
    {
      cwd,
      uid: options.uid,
      stdio: ['pipe', options.stdoutTo === undefined ? 'pipe' : openSync(options.stdoutTo, 'w'), 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, HOME: cwd },
    },
  );
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
  if (options.closeStdout) child.stdout?.destroy();
  else child.stdout?.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ ...ended, code });
    });
  });
}

describe('the process', () => {
  test('ends with the exit code of the command', async () => {
    using workspace = new Workspace({ 'a.ts': 'export const a = 1;\n' });
    expect(await runInProcess(workspace.root, [])).toEqual({
      code: 0,
      stdout: 'Nothing to do.\n',
      stderr: 'Analysing 1 file …\n',
    });
    expect(await runInProcess(workspace.root, ['nope.ts'])).toMatchObject({ code: 2, stdout: '' });
  });

  test.runIf(existsSync('/dev/full'))('says that its output could not be written', async () => {
    using workspace = new Workspace();
    expect(await runInProcess(workspace.root, ['--help'], { stdoutTo: '/dev/full' })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error The output could not be written: the disk is full.\n',
    });
  });

  test('goes on quietly when the reader of its output has gone', async () => {
    using workspace = new Workspace();
    expect(await runInProcess(workspace.root, ['--help'], { closeStdout: true })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('ends with 2 and a note when something throws beside the command', async () => {
    using workspace = new Workspace();
    const script = `
      const { main } = await import(${JSON.stringify(main)});
      setTimeout(() => { throw new Error('beside'); }, 0);
      const running = main();
      await new Promise(() => setTimeout(() => undefined, 60_000));
      await running;`;
    const ended = await runInProcess(workspace.root, ['--version'], { script });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('Error: beside');
    expect(ended.stderr).toContain('This is a bug in asyncshift.');
  });

  test('files and folders it may not read are named', async () => {
    // Root may read anything, so root hands over to another user (nobody).
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    using workspace = new Workspace({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'locked/c.ts': 'c\n' });
    if (uid !== undefined) {
      for (const name of ['.', 'src', 'src/a.ts', 'src/b.ts', 'locked'])
        chownSync(workspace.path(name), uid, uid);
    }
    workspace.chmod('src/b.ts', 0o000);
    workspace.chmod('locked', 0o000);
    const ended = await runInProcess(workspace.root, ['--write'], { uid });
    workspace.chmod('locked', 0o700);
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'error locked: The folder cannot be listed: permission denied. Make it readable, or name the paths to migrate one by one.',
        'error src/b.ts: The file cannot be read: permission denied. Make it readable, or leave it out with .asyncshiftignore.',
        '',
      ].join('\n'),
    });
  });
});
