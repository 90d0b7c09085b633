import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../../../src/verify/run/run-program.js';
import { makeFolder } from '../workspace.js';

function run(text: string, options: { name?: string; args?: string[]; timeout?: number } = {}) {
  const name = options.name ?? 'main.ts';
  const cwd = makeFolder({ 'package.json': '{ "type": "module" }', [name]: text });
  const { args = [], timeout = 30_000 } = options;
  return runProgram({ entry: path.join(cwd, name), args, cwd, env: { ...process.env, WHO: 'Ann' }, timeout });
}

it('runs TypeScript with arguments, environment and working directory', async () => {
  const result = await run(
    `
    import { basename } from 'node:path';
    enum Sign { Plus }
    console.log(process.argv.slice(2), process.env.WHO, basename(import.meta.filename), Sign.Plus as number);
    console.error('to standard error');
  `,
    { args: ['a', '--b'] },
  );
  expect(result).toEqual({
    stdout: Buffer.from("[ 'a', '--b' ] Ann main.ts 0\n"),
    stderr: 'to standard error\n',
    exitCode: 0,
    signal: null,
  });
});

it('runs CommonJS and lowers `await using` for the Node it runs on', async () => {
  expect(
    (
      await run(`console.log(typeof require('node:fs').readFileSync);`, { name: 'main.cts' })
    ).stdout.toString(),
  ).toBe('function\n');
  const disposed = `
    await using held = { [Symbol.asyncDispose]: async () => console.log('disposed') };
    console.log('held', typeof held);
  `;
  expect((await run(disposed)).stdout.toString()).toBe('held object\ndisposed\n');
});

it('gives the program no standard input', async () => {
  const result = await run(`
    let read = '';
    for await (const chunk of process.stdin) read += chunk;
    console.log(JSON.stringify(read));
  `);
  expect(result.stdout.toString()).toBe('""\n');
});

it('says how a program ended', async () => {
  expect(await run('process.exit(3);')).toMatchObject({ exitCode: 3, signal: null });
  expect(await run(`process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 100);`)).toMatchObject({
    exitCode: null,
    signal: 'SIGTERM',
  });
  const thrown = await run(`throw new Error('no such table');`);
  expect(thrown.exitCode).toBe(1);
  expect(thrown.stderr).toContain('Error: no such table');
});

it('stops a program that does not end, with what it started', async () => {
  const cwd = makeFolder({
    'main.mjs': `
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      (await import('node:fs')).writeFileSync('pid', String(child.pid));
      console.log('listening');
      setInterval(() => {}, 1000);
    `,
  });
  const result = await runProgram({
    entry: path.join(cwd, 'main.mjs'),
    args: [],
    cwd,
    env: process.env,
    timeout: 4000,
  });
  expect(result).toMatchObject({ stopped: 'timeout', exitCode: null, signal: 'SIGKILL' });
  expect(result.stdout.toString()).toBe('listening\n');
  const pid = Number(readFileSync(path.join(cwd, 'pid'), 'utf8'));
  expect(isRunning(pid)).toBe(false);
});

/** A killed process stays in the table until its parent's heir has noticed. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}
