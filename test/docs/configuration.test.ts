import { afterAll, beforeAll, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { families } from '../../src/profiles/index.js';
import { userProfileSchema } from '../../src/profiles/user-profile.js';
import { readPage, tableRows } from './markdown.js';
import { Project } from './programs.js';
import { doAsShown } from './shown.js';
import { Shell } from './shell.js';

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
it.each(page.blocks)('does what it shows in line $line', (block) => doAsShown(block, project, shell));

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

it('the table of targets lists every profile there is', () => {
  const named = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const shown = tableRows(page, 'Targets').map(([from, to]) => [named(from)[0], named(to)]);
  expect(shown).toEqual(families.map(({ from, targets }) => [from, Object.keys(targets)]));
});
