import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import type { Plan } from '../../src/plan/plan.js';
import { rewrite } from '../../src/rewrite/index.js';
import { projectOf, readCases, writeFiles, writeOutput } from '../support/cases.js';
import { runOnBoth } from '../support/run-both.js';
import { storeProfile } from '../support/store-profile.js';
import { newProblems } from '../support/type-problems.js';

const folder = path.resolve('fixtures/propagation');
const cases = readCases(folder);
const packages = {
  store: path.resolve('test/support/store'),
  '@types/node': path.resolve('node_modules/@types/node'),
};
const update = process.env['UPDATE_FIXTURES'] === '1';

let root: string;
let plan: Plan;
let after: Map<string, string>;

beforeAll(() => {
  root = projectOf(cases, packages);
  const files = globSync(['**/*.{ts,tsx,js,mjs,cjs}'], { cwd: root, absolute: true });
  const outcome = analyse({
    root,
    files,
    tsconfig: path.join(root, 'tsconfig.json'),
    profiles: [storeProfile],
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  plan = outcome.plan;
  const written = rewrite(plan, (file) => readFileSync(path.join(root, file), 'utf8'));
  expect(written.failures).toEqual([]);
  after = new Map(written.files.map((file) => [file.file, file.after]));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe.each(cases)('$name', (fixture) => {
  const { name, input, output } = fixture;
  const changed = (): Map<string, string> =>
    new Map(
      [...after]
        .filter(([file]) => file.startsWith(`${name}/`))
        .map(([file, text]) => [file.slice(name.length + 1), text]),
    );

  it('becomes the expected text, byte for byte', () => {
    if (update) writeOutput(folder, fixture, changed());
    else expect(Object.fromEntries(changed())).toEqual(Object.fromEntries(output));
  });

  it('says what it could not do', () => {
    const remarks = [...plan.walls, ...plan.hazards, ...plan.notes]
      .filter(({ file }) => file.startsWith(`${name}/`))
      .map(
        ({ code, file, line, message }) =>
          `${file.slice(name.length + 1)}:${String(line)} ${code} ${message}\n`,
      )
      .join('');
    const expected = path.join(folder, name, 'remarks.txt');
    if (update && remarks) writeFileSync(expected, remarks);
    expect(remarks).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
  });

  it('does not change what it skips, and skips only what it says', () => {
    expect(changed().size === 0).toBe(name.startsWith('skip-'));
  });

  const main = input.get('main.ts') ?? input.get('main.js') ?? '';
  it.runIf(main.includes('console.log') && !name.startsWith('skip-') && !name.startsWith('wall-'))(
    'does the same before and after',
    async () => {
      const helpers = new Map([...after].filter(([file]) => file.startsWith('async-helpers')));
      const both = await runOnBoth({ input, output: new Map([...input, ...changed()]), helpers, packages });
      expect(both.before).not.toBe('');
      expect(both.after).toBe(both.before);
    },
  );
});

it('adds no type error, and a second run changes nothing', () => {
  const before = newProblems(root);
  writeFiles(root, after);
  expect(
    newProblems(root).filter((problem) => !before.includes(problem) && !problem.startsWith('wall-')),
  ).toEqual([]);
  const files = globSync(['**/*.{ts,tsx,js,mjs,cjs}'], { cwd: root, absolute: true });
  const again = analyse({
    root,
    files,
    tsconfig: path.join(root, 'tsconfig.json'),
    profiles: [storeProfile],
  });
  if (!again.ok) throw new Error(JSON.stringify(again.failures));
  const rewritten = rewrite(again.plan, (file) => readFileSync(path.join(root, file), 'utf8'));
  expect(rewritten.files.map((file) => file.file)).toEqual([]);
});
