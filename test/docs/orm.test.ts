import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../../src/package/root.js';
import { driverNames } from '../../src/runtime/engine/drivers/registry.js';
import { column } from '../../src/runtime/index.js';
import { printedBy, readPage, tableRows } from './markdown.js';
import { Project } from './programs.js';
import { isShown, Shell, shownCommands } from './shell.js';

const page = readPage('docs/orm.md');

/** The program or file a block is: one that begins with a file's name is that file. */
const programs = page.blocks
  .filter(({ language }) => language === 'ts')
  .map(({ text, line }) => ({
    file: /^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? `line-${String(line)}.ts`,
    text,
  }));
/** Programs that are run here: not files for others to import, or for commands to run. */
const examples = programs.filter(({ file }) => file.startsWith('line-'));

let project: Project;
let problems: string[];
let printed: Map<string, string>;

beforeAll(async () => {
  project = new Project(Object.fromEntries(programs.map(({ file, text }) => [file, text])));
  problems = project.compile();
  printed = await project.runAll(examples.map(({ file }) => file));
});

afterAll(() => {
  project[Symbol.dispose]();
});

it('has no block of another kind', () => {
  expect([...new Set(page.blocks.map(({ language }) => language))].sort()).toEqual(['console', 'ts']);
});

it('compiles', () => {
  expect(problems).toEqual([]);
});

describe.each(examples)('the example at $file', ({ file, text }) => {
  it('prints what it says', () => {
    expect(printedBy(text)).not.toBe('');
    expect(printed.get(file)).toBe(printedBy(text));
  });
});

it('the commands print what is shown', async () => {
  using shell = new Shell(project.root);
  for (const { text } of page.blocks.filter(({ language }) => language === 'console')) {
    for (const { command, output } of shownCommands(text)) {
      const ran = await shell.run(command);
      if (!isShown(ran.output, output)) expect(ran.output).toBe(output);
    }
  }
});

describe('the tables', () => {
  const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

  it('of drivers lists those there are, with the face each is for', () => {
    const shown = tableRows(page, 'URLs and drivers').flatMap(([urls = '', face = '']) =>
      names(urls).flatMap((url) =>
        (face === 'both' ? ['synchronous', 'asynchronous'] : [face]).map((one) => `${url} ${one}`),
      ),
    );
    const dialects = ['sqlite', 'postgresql', 'mysql'];
    const known = dialects.flatMap((dialect) => [
      `${dialect} synchronous`,
      ...driverNames(dialect, 'sync').map((name) => `${name} synchronous`),
      ...driverNames(dialect, 'async').map((name) => `${name} asynchronous`),
    ]);
    expect(shown.sort()).toEqual(known.sort());
  });

  it('of drivers names the packages this one depends on', () => {
    const manifest = z
      .object({
        dependencies: z.record(z.string(), z.string()),
        peerDependencies: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')));
    const rows = tableRows(page, 'URLs and drivers').map(([, , cell = '']) => cell);
    const optional = rows.filter((cell) => !cell.endsWith(', included')).flatMap(names);
    const included = rows.filter((cell) => cell.endsWith(', included')).flatMap(names);
    expect([...new Set(optional)].sort()).toEqual(Object.keys(manifest.peerDependencies).sort());
    expect(included.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  it('of columns lists the kinds there are', () => {
    const shown = tableRows(page, 'Models').flatMap(([cell = '']) =>
      names(cell).map((name) => name.replace(/[<(].*/, '')),
    );
    expect(shown.sort()).toEqual(Object.keys(column).sort());
  });
});
