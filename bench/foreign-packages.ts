/**
 * Runs the analysis and the transforms over packages of others. They have nothing to do with a database profile, so under
 * asyncshift's own not a byte may change; under one that makes access to files asynchronous much does, and every result
 * has to parse. Nothing may crash.
 *
 *     npx tsx bench/foreign-packages.ts DIR [NAMES]      DIR is made if missing; the packages are fetched into it
 *                                                        NAMES: some of them only, with commas between
 */
import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Findings } from './foreign/examine.js';
import { withNodeTypes } from './foreign/examine.js';
import { fetchPackages } from './foreign/fetch.js';
import { packages } from './foreign/packages.js';

const [folder, names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npx tsx bench/foreign-packages.ts DIR [NAMES]');
const wanted = names?.split(',');
const chosen = packages.filter(({ spec }) => wanted?.includes(spec.replace(/@[^@]*$/, '')) ?? true);
const work = path.resolve(folder);
mkdirSync(work, { recursive: true });
const roots = await fetchPackages(work, chosen);
for (const root of roots) withNodeTypes(root, path.resolve('node_modules/@types/node'));

console.log('package                       files   lines  changed  steps  walls  seconds');
const waiting = chosen.map(({ spec, sources = '**/*' }, i) => ({ spec, root: roots[i] ?? '', sources }));
const findings: Findings[] = [];
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, examineRest));
summarise(findings);

/** Sends packages to a process of its own, the next when it is done with one. */
async function examineRest(): Promise<void> {
  const worker: ChildProcess = fork(new URL('foreign/worker.ts', import.meta.url), {
    execArgv: ['--import', 'tsx', '--max-old-space-size=4096'],
  });
  const messages = on(worker, 'message', { close: ['exit'] });
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    worker.send(next);
    const answer = await messages.next();
    if (answer.done === true) throw new Error(`the process that examined ${next.spec} ended`);
    const [found] = answer.value as [Findings];
    findings.push(found);
    print(found);
  }
  worker.disconnect();
}

function print({ spec, files, lines, changed, steps, walls, seconds, problems }: Findings): void {
  const count = Object.values(steps).reduce((sum, one) => sum + one, 0);
  const row = [
    String(files).padStart(5),
    String(lines).padStart(7),
    String(changed).padStart(8),
    String(count).padStart(6),
    String(walls).padStart(6),
    seconds.toFixed(1).padStart(8),
  ];
  console.log(`${spec.padEnd(29)} ${row.join(' ')}`);
  for (const problem of problems) console.error(`  ${problem}`);
}

function summarise(all: readonly Findings[]): void {
  const sum = (of: (one: Findings) => number) => all.reduce((total, one) => total + of(one), 0);
  const kinds: Record<string, number> = {};
  for (const { steps } of all)
    for (const [kind, count] of Object.entries(steps)) kinds[kind] = (kinds[kind] ?? 0) + count;
  console.log(
    `${all.length} packages, ${sum(({ files }) => files)} files, ${sum(({ lines }) => lines)} lines`,
  );
  console.log(
    `steps: ${Object.entries(kinds)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
  );
  const problems = sum((one) => one.problems.length);
  console.log(`${problems} problems`);
  if (problems > 0) process.exitCode = 1;
}
