import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { runnableCases } from '../../bench/side-by-side/cases.js';
import { judge } from '../../bench/side-by-side/judge.js';
import { lineOf, linesOf, page } from '../../bench/side-by-side/page.js';

const text = readFileSync('docs/side-by-side.md', 'utf8');
const lines = linesOf(text);
const cases = runnableCases();

test('the page shows the fixtures there are: `npx tsx bench/side-by-side.ts --new` adds those it lacks', () => {
  expect(lines.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
});

test('the page is as its script writes it, and counts what it shows', () => {
  expect(page(lines, ts.version)).toBe(text);
});

test('what it says of some of them is still true', { timeout: 240_000 }, async () => {
  const sample = cases.filter((_one, i) => i % 40 === 7);
  const shown = lines.filter(({ name }) => sample.some((one) => one.name === name));
  expect((await judge(sample)).map(lineOf)).toEqual(shown);
});
