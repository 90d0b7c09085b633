/**
 * Compares asyncshift with TypeScript's own code fixes for `await` on the fixtures whose programs can be run, and writes
 * docs/side-by-side.md. With `--new`, only fixtures that the page does not show yet are compared.
 *
 *     npx tsx bench/side-by-side.ts [--new]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { runnableCases } from './side-by-side/cases.js';
import { judge } from './side-by-side/judge.js';
import { lineOf, linesOf, page } from './side-by-side/page.js';

const file = 'docs/side-by-side.md';
const cases = runnableCases();
const shown = process.argv.includes('--new') ? linesOf(readFileSync(file, 'utf8')) : [];
const kept = shown.filter(({ name }) => cases.some((one) => one.name === name));
const others = cases.filter(({ name }) => !kept.some((line) => line.name === name));
const lines = [...kept, ...(await judge(others)).map(lineOf)];
writeFileSync(
  file,
  page(
    lines.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ts.version,
  ),
);
