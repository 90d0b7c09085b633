import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { bin, example, runUnder, sources } from './support.js';

const jscodeshift = path.join(packageRoot, 'node_modules', 'jscodeshift', 'bin', 'jscodeshift.js');
const transform = path.join(packageRoot, 'dist', 'transforms', 'asyncshift.cjs');

/** Runs jscodeshift's own runner on files of a folder. */
function runRunner(cwd: string, ...args: string[]) {
  return runUnder(process.execPath, cwd, jscodeshift, ['-t', transform, '--parser=ts', ...args]);
}

test("jscodeshift's own runner makes of every file what asyncshift makes of it", async () => {
  using migrated = example('shop');
  const original = sources(migrated);
  expect((await runUnder(process.execPath, migrated.root, bin, ['.', '--write'])).code).toBe(0);
  const expected = sources(migrated);
  const changed = Object.keys(expected).filter(
    (name) => name in original && expected[name] !== original[name],
  );
  expect(changed.length).toBeGreaterThan(25);

  using whole = example('shop');
  const ran = await runRunner(whole.root, '--run-in-band', ...changed);
  expect(ran.stdout).toContain(`\n0 errors\n0 unmodified\n0 skipped\n${String(changed.length)} ok\n`);
  expect(sources(whole)).toEqual(expected);

  // As the README has it: one file, in a process of jscodeshift's own.
  using single = example('shop');
  const [file = ''] = changed.filter((name) => name.includes('/services/'));
  expect((await runRunner(single.root, file)).stdout).toContain('\n1 ok\n');
  expect(sources(single)[file]).toBe(expected[file]);
});
