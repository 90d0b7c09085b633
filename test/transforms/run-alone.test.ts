import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { API } from 'jscodeshift';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../src/plan/plan.js';
import { transforms } from '../../transforms/index.js';
import type { Transform } from '../../transforms/support/define.js';
import awaitTransform from '../../transforms/await.js';
import rename from '../../transforms/rename.js';
import { fixturesOf, stepsFor } from './support/fixtures.js';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const api = {} as API;
const source = 'session.commit();\n';
const common = { file: 'src/a.ts', safety: 'safe', because: { step: 0 }, reason: 'test' } as const;
const awaitStep: Step = { ...common, id: 0, kind: 'await', range: { start: 0, end: 16 } };
const renameStep: Step = { ...common, id: 1, kind: 'rename', range: { start: 0, end: 7 }, to: 'db' };

function plan(steps: Step[], files: Plan['files'] = {}): Plan {
  return { version: 1, root: folder, files, steps, newFiles: [], walls: [], hazards: [], notes: [] };
}

const run = (transform: Transform, given: unknown, text = source, file = path.join(folder, 'src/a.ts')) =>
  transform({ path: file, source: text }, api, { plan: given });

describe('a transform under jscodeshift', () => {
  it('makes the changes of its own kinds and no others', async () => {
    const both = plan([awaitStep, renameStep]);
    expect(await run(awaitTransform, both)).toBe('await session.commit();\n');
    expect(await run(rename, both)).toBe('db.commit();\n');
  });

  it('says nothing for files and steps that are not its own', async () => {
    expect(await run(awaitTransform, plan([renameStep]))).toBeUndefined();
    expect(
      await run(awaitTransform, plan([awaitStep]), source, path.join(folder, 'src/b.ts')),
    ).toBeUndefined();
  });

  it('reads the plan from a file', async () => {
    const file = path.join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(plan([awaitStep])));
    expect(await run(awaitTransform, file)).toBe('await session.commit();\n');
  });

  it('says what is wrong with the plan', async () => {
    const file = path.join(folder, 'plan.json');
    writeFileSync(file, '{}');
    await expect(run(awaitTransform, undefined)).rejects.toThrow(
      'await: no plan given; pass --plan=FILE, the output of `asyncshift --json`',
    );
    await expect(run(awaitTransform, file)).rejects.toThrow(`${file} is not a plan`);
  });

  it('keeps a byte order mark, which offsets do not count', async () => {
    expect(await run(awaitTransform, plan([awaitStep]), `\uFEFF${source}`)).toBe(
      '\uFEFFawait session.commit();\n',
    );
  });

  it('refuses a file that has changed since, and a step that does not fit', async () => {
    const other = { 'src/a.ts': createHash('sha256').update('other').digest('hex') };
    await expect(run(awaitTransform, plan([awaitStep], other))).rejects.toThrow(
      'src/a.ts: has changed since it was analysed; run the analysis again',
    );
    await expect(run(awaitTransform, plan([{ ...awaitStep, range: { start: 0, end: 3 } }]))).rejects.toThrow(
      'src/a.ts: line 1, column 1: expected an expression, found `ses`',
    );
  });

  it('finds the file in the plan through a symbolic link', async () => {
    mkdirSync(path.join(folder, 'real/src'), { recursive: true });
    writeFileSync(path.join(folder, 'real/src/a.ts'), source);
    symlinkSync(path.join(folder, 'real'), path.join(folder, 'link'));
    const linked = { ...plan([awaitStep]), root: path.join(folder, 'real') };
    expect(await run(awaitTransform, linked, source, path.join(folder, 'link/src/a.ts'))).toBe(
      'await session.commit();\n',
    );
  });
});

describe.each(transforms)('$name, run alone', ({ name, before, after }) => {
  it('is a module of that name whose default export makes its example', async () => {
    const module = (await import(`../../transforms/${name}.ts`)) as { default: Transform };
    const example = fixturesOf(name).find((fixture) => fixture.name === 'example');
    if (!example) throw new Error(`fixtures/${name}/example is missing`);
    const steps = stepsFor(example, `src/${example.inputName}`, example.input);
    const file = path.join(folder, 'src', example.inputName);
    expect(await run(module.default, plan(steps), before, file)).toBe(after);
    expect(module.default.definition.name).toBe(name);
  });
});
