/**
 * Compares asyncshift with TypeScript's own code fixes for `await` on the fixtures whose programs can be run, and writes
 * docs/side-by-side.md.
 *
 *     npx tsx bench/side-by-side.ts
 */
import { writeFileSync } from 'node:fs';
import ts from 'typescript';
import { runnableCases } from './side-by-side/cases.js';
import { judge } from './side-by-side/judge.js';
import { page } from './side-by-side/page.js';

writeFileSync('docs/side-by-side.md', page(await judge(runnableCases()), ts.version));
