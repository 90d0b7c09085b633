import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../src/plan/plan.js';

const root = path.join(import.meta.dirname, '../..');
const cli = path.join(root, 'node_modules/jscodeshift/bin/jscodeshift.js');
const asyncshift = path.join(root, 'bin/asyncshift.js');
const run = promisify(execFile);
/** Babel compiles the transforms before their first run; on a busy machine that takes its time. */
const PATIENCE = 180_000;

let folder = '';
/** A folder with the package installed as from the registry: its own files copied, its dependencies beside it. */
const installed = () => path.join(folder, 'node_modules/asyncshift');

beforeAll(() => {
  if (!existsSync(path.join(root, 'dist/transforms/asyncshift.cjs'))) {
    throw new Error('these tests run what is built: npm run build');
  }
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-')));
  mkdirSync(installed(), { recursive: true });
  for (const name of ['dist', 'bin', 'src/helpers', 'package.json']) {
    cpSync(path.join(root, name), path.join(installed(), name), { recursive: true });
  }
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    const target = path.join(folder, 'node_modules', name);
    if (!name.startsWith('.')) symlinkSync(path.join(root, 'node_modules', name), target);
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function jscodeshift(cwd: string, transform: string, ...more: string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1' };
  const { stdout } = await run(process.execPath, [cli, '-t', transform, ...more], { cwd, env });
  return stdout;
}

/** A project of one file and the plan that awaits a call in it. */
function project(name: string, file: string, text: string, call: string): string {
  const cwd = path.join(folder, name);
  mkdirSync(cwd);
  writeFileSync(path.join(cwd, file), text);
  const start = text.indexOf(call);
  const step: Step = {
    id: 0,
    kind: 'await',
    file,
    range: { start, end: start + call.length },
    safety: 'safe',
    because: { step: 0 },
    reason: 'test',
  };
  const plan: Plan = {
    version: 1,
    root: cwd,
    files: {},
    steps: [step],
    newFiles: [],
    walls: [],
    hazards: [],
    notes: [],
  };
  writeFileSync(path.join(cwd, 'plan.json'), JSON.stringify(plan));
  return cwd;
}

describe("a transform under jscodeshift's own runner", () => {
  it.each([
    ['in the checkout', root, 'a.ts', '--parser=ts'],
    ['installed', undefined, 'b.ts', '--parser=ts'],
    ['without a parser named, for JSX', undefined, 'c.tsx', '--extensions=tsx'],
  ])(
    '%s',
    async (_, where, file, option) => {
      const cwd = project(`alone-${file}`, file, 'const a = f() // one\r\nf().x\r\n', 'f()');
      const transform = path.join(where ?? installed(), 'dist/transforms/await.js');
      const output = await jscodeshift(cwd, transform, option, '--plan=plan.json', file);
      expect(output).toContain('1 ok');
      expect(readFileSync(path.join(cwd, file), 'utf8')).toBe('const a = await f() // one\r\nf().x\r\n');
    },
    PATIENCE,
  );

  it(
    'reports a missing plan and leaves the file',
    async () => {
      const cwd = project('no-plan', 'a.ts', 'f();\n', 'f()');
      const output = await jscodeshift(
        cwd,
        path.join(installed(), 'dist/transforms/await.js'),
        '--parser=ts',
        'a.ts',
      );
      expect(output).toContain('await: no plan given; pass --plan=FILE');
      expect(readFileSync(path.join(cwd, 'a.ts'), 'utf8')).toBe('f();\n');
    },
    PATIENCE,
  );
});

describe("the package's transform under jscodeshift's own runner", () => {
  const copies = async (name: string) => {
    const [ours, theirs] = [path.join(folder, name), path.join(folder, `${name}-cli`)];
    for (const copy of [ours, theirs])
      cpSync(path.join(root, 'fixtures/apps/quickstart'), copy, { recursive: true });
    await run(process.execPath, [asyncshift, 'src/', '--write', '--allow-dirty'], { cwd: theirs });
    return { ours, theirs };
  };
  const sources = (project: string) =>
    readdirSync(path.join(project, 'src')).map((name) => [
      name,
      readFileSync(path.join(project, 'src', name), 'utf8'),
    ]);

  it.each([
    ['in the checkout', root],
    ['installed', undefined],
  ])(
    'does to a file what asyncshift does, %s',
    async (name, where) => {
      const { ours, theirs } = await copies(name.replaceAll(' ', '-'));
      const transform = path.join(where ?? installed(), 'dist/transforms/asyncshift.cjs');
      const output = await jscodeshift(ours, transform, '--parser=ts', 'src/main.ts');
      expect(output).toContain('1 ok');
      expect(sources(ours)).toEqual(sources(theirs));
    },
    PATIENCE,
  );

  it(
    'writes nothing in a dry run, and says so',
    async () => {
      const { ours } = await copies('dry');
      const before = sources(ours);
      const transform = path.join(installed(), 'dist/transforms/asyncshift.cjs');
      const output = await jscodeshift(
        ours,
        transform,
        '--parser=ts',
        '--dry',
        '--run-in-band',
        'src/main.ts',
      );
      expect(output).toContain('a run without --dry adds src/async-helpers.ts');
      expect(sources(ours)).toEqual(before);
    },
    PATIENCE,
  );

  it(
    'reports a file that does not parse and leaves it',
    async () => {
      const cwd = path.join(folder, 'broken');
      mkdirSync(path.join(cwd, 'src'), { recursive: true });
      writeFileSync(path.join(cwd, 'package.json'), '{}\n');
      writeFileSync(path.join(cwd, 'src/a.ts'), 'const = ;\n');
      const output = await jscodeshift(
        cwd,
        path.join(installed(), 'dist/transforms/asyncshift.cjs'),
        'src/a.ts',
        '--parser=ts',
      );
      expect(output).toMatch(/ERR src\/a\.ts .*a\.ts:1/);
      expect(readFileSync(path.join(cwd, 'src/a.ts'), 'utf8')).toBe('const = ;\n');
    },
    PATIENCE,
  );
});
