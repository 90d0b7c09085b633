import { cpSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/profiles/package-root.js';
import { readPage } from './markdown.js';
import { Project } from './programs.js';
import { isShown, Shell, shownCommands } from './shell.js';

const guide = readPage('docs/guide.md');

it('does what it shows, step by step, on a copy of the example application', async () => {
  using project = new Project({});
  cpSync(path.join(packageRoot, 'fixtures/apps/quickstart'), project.root, { recursive: true });
  project.write({ '.gitignore': 'node_modules\n' });
  using shell = new Shell(project.root);
  let begun = false;
  let last: { command: string; ran: Awaited<ReturnType<Shell['run']>> } | undefined;

  for (const { language, text, line } of guide.blocks) {
    const where = `${guide.file}:${String(line)}`;
    if (language === 'ts') {
      const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
      if (name === undefined) throw new Error(`${where}: the block does not begin with the name of a file`);
      project.write({ [name]: text });
      last = undefined;
      continue;
    }
    expect(language, where).toBe('console');
    if (!begun) project.commitAll();
    begun = true;
    for (const { command, output } of shownCommands(text)) {
      // Two parts of one output are shown as two runs.
      const ran = last?.command === command ? last.ran : await shell.run(command);
      last = { command, ran };
      // A mismatch is shown as a difference of the texts.
      if (!isShown(ran.output, output)) expect(ran.output, `${where}: ${command}`).toBe(output);
      expect(ran.exitCode, `${where}: ${command}`).toBeLessThan(2);
    }
  }
  expect(project.git(['status', '--short'])).toBe('');
});
