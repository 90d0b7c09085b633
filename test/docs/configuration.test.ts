import { expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { families } from '../../src/profiles/index.js';
import { userProfileSchema } from '../../src/profiles/user-profile.js';
import { tableRows } from './markdown.js';
import { testPage } from './page.js';

const page = testPage('docs/configuration.md', {
  compiles: 'the configuration it shows is of the right type',
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
