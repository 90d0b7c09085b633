import { afterAll, beforeAll, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { userProfileSchema } from '../../src/profiles/user-profile.js';
import { readPage, tableRows } from './markdown.js';
import { Project } from './programs.js';
import { isShown, Shell, shownCommands } from './shell.js';

const page = readPage('docs/configuration.md');

let project: Project;
let shell: Shell;

beforeAll(() => {
  project = new Project({});
  shell = new Shell(project.root);
});

afterAll(() => {
  shell[Symbol.dispose]();
  project[Symbol.dispose]();
});

// In the order in which the page shows them.
it.each(page.blocks)('does what it shows in line $line', async ({ language, text }) => {
  if (language === 'ts') {
    const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
    if (name === undefined) throw new Error(`The block does not begin with the name of a file:\n${text}`);
    project.write({ [name]: text });
    return;
  }
  expect(language).toBe('console');
  for (const { command, output } of shownCommands(text)) {
    const ran = await shell.run(command);
    // A mismatch is shown as a difference of the texts.
    if (!isShown(ran.output, output)) expect(ran.output, command).toBe(output);
    expect(ran.exitCode, command).toBeLessThan(2);
  }
});

it('the configuration it shows is of the right type', () => {
  expect(project.compile()).toEqual([]);
});

it.each([
  ['Settings', configSchema],
  ['Profiles', userProfileSchema],
])('the table under %s lists the settings there are', (heading, schema) => {
  const shown = tableRows(page, heading).map(([cell = '']) => cell.replaceAll('`', ''));
  expect(shown).toEqual(Object.keys(schema.shape));
});
