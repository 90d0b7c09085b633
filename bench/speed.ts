/**
 * Measures asyncshift's whole preview, `tsc --noEmit` with the TypeScript of the same version, and jscodeshift with a
 * transform that only parses and prints, side by side on the same repositories, in turns; and one file from an editor.
 * Writes what it finds to docs/benchmarks.md. Needs Linux and GNU time, and a built asyncshift.
 *
 *     npx tsx bench/speed.ts DIR [ROUNDS [SIZE…]]      DIR is made if missing; 3 rounds of 100, 1000 and 5000 files
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { format } from 'prettier';
import { globSync } from 'tinyglobby';
import typescript from 'typescript';
import { measureEditor, type EditorCost } from './editor.js';
import { measure, median, type Cost } from './measure.js';
import { generateMonorepo } from './monorepo/generate.js';
import { fetchReal } from './monorepo/real.js';

const [given, rounds = '3', ...sizes] = process.argv.slice(2);
if (given === undefined) throw new Error('usage: npx tsx bench/speed.ts DIR [ROUNDS [SIZE…]]');
const work = path.resolve(given);
const root = path.join(import.meta.dirname, '..');
const cli = path.join(root, 'bin/asyncshift.js');
const noop = path.join(work, 'noop.cjs');

interface Repository {
  name: string;
  folder: string;
}

/** What runs in a repository's folder, and how it may end: asyncshift with 1 for work that remains, tsc with 2 for type errors. */
const tools = {
  'tsc --noEmit': {
    args: [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit'],
    codes: [0, 1, 2],
  },
  asyncshift: { args: [cli, '.'], codes: [0, 1] },
  'jscodeshift, no-op': {
    args: [
      path.join(root, 'node_modules/jscodeshift/bin/jscodeshift.js'),
      ...[
        '-t',
        noop,
        '--parser=ts',
        '--extensions=ts',
        '--dry',
        '--silent',
        '--ignore-pattern=**/node_modules/**',
        '.',
      ],
    ],
    codes: [0],
  },
};
type Tool = keyof typeof tools;
const names = Object.keys(tools) as Tool[];

mkdirSync(work, { recursive: true });
writeFileSync(noop, 'module.exports = (file, api) => api.jscodeshift(file.source).toSource();\n');
const repositories: Repository[] = [];
for (const size of sizes.length > 0 ? sizes.map(Number) : [100, 1000, 5000]) {
  const folder = path.join(work, `generated-${size}`);
  rmSync(folder, { recursive: true, force: true });
  generateMonorepo(folder, size, root);
  repositories.push({ name: `generated, ${size} files`, folder });
}
const real = await fetchReal(work);
const files = globSync('src/**/*.ts', { cwd: real.folder }).length;
repositories.push({ name: `${real.name}, ${files} files`, folder: real.folder });

const [smallest] = repositories;
if (!smallest) throw new Error('there is nothing to measure');
const editor = await measureEditor(cli, smallest.folder, 'packages/part-1/src/service.ts', Number(rounds));
const rows: string[] = [];
const ahead = new Set(repositories.map(({ name }) => name));
for (const { name, folder } of repositories) {
  const costs = new Map<Tool, Cost[]>(names.map((tool) => [tool, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const tool of names) {
      const { args, codes } = tools[tool];
      costs.get(tool)?.push(await measure(folder, args, codes));
    }
  }
  const middle = (tool: Tool) => median(costs.get(tool) ?? [], ({ cpu }) => cpu);
  const reference = middle('tsc --noEmit');
  for (const tool of names) {
    const { wall, cpu, memory } = middle(tool);
    const ratio = (value: number, by: number) => (value / by).toFixed(2);
    const cells = [
      wall.toFixed(1),
      cpu.toFixed(1),
      memory.toFixed(0),
      ratio(cpu, reference.cpu),
      ratio(wall, reference.wall),
    ];
    rows.push(`| ${name} | ${tool} | ${cells.join(' | ')} |`);
    console.log(rows.at(-1));
  }
  ahead.delete(name);
  // What is measured is kept, whatever comes of the rest.
  writeFileSync(
    path.join(root, 'docs/benchmarks.md'),
    await format(page(editor), { parser: 'markdown', printWidth: 120 }),
  );
}

function page({ cold, warm }: EditorCost): string {
  const [processor] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `# Benchmarks

Written by \`npx tsx bench/speed.ts DIR ${[rounds, ...sizes].join(' ')}\`: the middle one, by processor time, of ${rounds} rounds in which
the tools take turns. The machine: ${cpus().length} × ${processor?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux, Node ${process.versions.node},
TypeScript ${typescript.version}. Its load average at the end was ${load.join(', ')}: where that is above the number of
processors, others were at work on it, the clock tells of them too, and processor time is what to compare.

## Whole repositories

The generated monorepos are those of bench/monorepo: about a quarter of the files reach the database and change. In
the real one nothing is to change, which has to be found out. jscodeshift's transform parses and prints each file.

| repository | tool | seconds | processor seconds | MiB at most | processor time by tsc's | seconds by tsc's |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
${ahead.size === 0 ? '' : `\nThe run was ended before it had measured ${[...ahead].join('; ')}.\n`}
## One file from an editor

One file of the smallest generated monorepo.

| how | seconds | processor seconds |
| --- | ---: | ---: |
| \`asyncshift FILE\`, a process of its own | ${cold.wall.toFixed(2)} | ${cold.cpu.toFixed(2)} |
| a request to \`asyncshift daemon\` after an edit | ${(warm.wall / 1000).toFixed(3)} | ${(warm.cpu / 1000).toFixed(3)} |
`;
}
