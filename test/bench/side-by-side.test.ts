import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runnableCases } from '../../bench/side-by-side/cases.js';

it('the page has a row for every fixture whose program can be run (npx tsx bench/side-by-side.ts makes it)', () => {
  const page = readFileSync('docs/side-by-side.md', 'utf8');
  const rows = [...page.matchAll(/^\| ([a-z][\w-]*) \| (.*) \| .* \|$/gm)];
  const own = new Map(rows.map(([, name = '', verdict = '']) => [name, verdict] as const));
  own.delete('fixture');
  expect([...own.keys()].filter((name) => name !== 'asyncshift').sort()).toEqual(
    runnableCases().map(({ name }) => name),
  );
  // What is no wall is right: the fixtures' own tests hold it to that.
  for (const { name } of runnableCases())
    if (!name.startsWith('wall-')) expect(`${name}: ${own.get(name) ?? ''}`).toBe(`${name}: right`);
});
