import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/package/root.js';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { isShown, Shell, shownCommands } from './shell.js';

const guide = readPage('docs/guide.md');
const [first, ...steps] = guide.blocks;

let project: Project;
let shell: Shell;
/** The last command, while nothing has changed since. */
let last: { command: string; ran: Awaited<ReturnType<Shell['run']>> } | undefined;

function writeFile(text: string): void {
  const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
  if (name === undefined) throw new Error(`The block does not begin with the name of a file:\n${text}`);
  project.write({ [name]: text });
  last = undefined;
}

beforeAll(() => {
  project = new Project({});
  cpSync(path.join(packageRoot, 'fixtures/apps/quickstart'), project.root, { recursive: true });
  project.write({ '.gitignore': 'node_modules\n' });
  writeFile(first?.text ?? '');
  project.commitAll();
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the guide shows them: each step goes on where the one before has ended.
it.each(steps)('does what it shows in line $line', async ({ language, text }) => {
  if (language === 'ts') {
    writeFile(text);
    return;
  }
  expect(language).toBe('console');
  for (const { command, output } of shownCommands(text)) {
    // Two parts of one output are shown as two runs.
    const ran = last?.command === command ? last.ran : await shell.run(command);
    last = { command, ran };
    // A mismatch is shown as a difference of the texts.
    if (!isShown(ran.output, output)) expect(ran.output, command).toBe(output);
    expect(ran.exitCode, command).toBeLessThan(2);
  }
});

it('ends as it began', () => {
  expect(project.git(['status', '--short'])).toBe('');
});
