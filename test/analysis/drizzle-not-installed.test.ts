import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { profilesFor } from '../../src/profiles/families.js';
import { families } from '../../src/profiles/index.js';
import { rewrite } from '../../src/rewrite/index.js';
import { readCases, writeFiles } from '../support/cases.js';

const cases = ['drizzle', 'drizzle-bun', 'drizzle-expo', 'expo-sqlite'].flatMap((folder) =>
  readCases(path.resolve('fixtures', folder)),
);
let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asyncshift-drizzle-')));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

it.each(cases)('$title comes out the same without node_modules', ({ name, input, output, settings }) => {
  const files = new Map([...input].map(([file, text]) => [`${name}/${file}`, text]));
  writeFiles(root, new Map([...files, ['package.json', '{ "type": "module" }']]));
  const outcome = analyse({
    root,
    files: [...files.keys()].map((file) => path.posix.join(root, file)),
    profiles: profilesFor(families, settings),
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { files: after } = rewrite(outcome.plan, (file) => readFileSync(path.join(root, file), 'utf8'));
  const changed = after
    .filter(({ file }) => files.has(file))
    .map(({ file, after }) => [file.slice(name.length + 1), after]);
  expect(Object.fromEntries(changed)).toEqual(Object.fromEntries(output));
});
