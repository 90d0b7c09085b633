import { expect, it } from 'vitest';
import {
  profilesFor,
  requestProblem,
  targetProblem,
  targetsOf,
  type ProfileFamily,
} from '../../src/profiles/families.js';
import { noRules } from '../../src/profiles/no-rules.js';

const profile = (name: string) => ({ ...noRules, name, modules: [name] });
const families: readonly ProfileFamily[] = [
  { from: 'one', targets: { x: profile('one to x'), y: profile('one to y') } },
  { from: 'two', targets: { z: profile('two to z'), y: profile('two to y') } },
  { from: 'three', targets: { w: profile('three to w') } },
];
const names = (to?: string) => profilesFor(families, { to }).map(({ name }) => name);

it('the first target is the default, and those that do not have the one asked for keep it', () => {
  expect(names()).toEqual(['one to x', 'two to z', 'three to w']);
  expect(names('y')).toEqual(['one to y', 'two to y', 'three to w']);
  expect(names('w')).toEqual(['one to x', 'two to z', 'three to w']);
  expect(names('constructor')).toEqual(names());
});

it('a target nobody has is told with those there are', () => {
  expect(targetsOf(families)).toEqual([
    { to: 'x', from: ['one'] },
    { to: 'y', from: ['one', 'two'] },
    { to: 'z', from: ['two'] },
    { to: 'w', from: ['three'] },
  ]);
  expect(targetProblem(families, 'y')).toBeUndefined();
  expect(targetProblem(families, 'longer')).toBe(
    'There is no target "longer". The targets are: x (from one), y (from one, two), z (from two), w (from three).',
  );
});

it('some are taken on request alone: by their name, or by a target of theirs', () => {
  const files: ProfileFamily = { from: 'files', onRequest: true, targets: { promises: profile('files') } };
  const all = [...families, files];
  const found = (wishes: Parameters<typeof profilesFor>[1]) =>
    profilesFor(all, wishes).some(({ name }) => name === 'files');
  expect([{}, { to: 'y' }, { also: ['files'] }, { to: 'promises' }].map(found)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(requestProblem(all, 'files')).toBeUndefined();
  expect(requestProblem(all, 'one')).toBe(
    '"one" changes without being asked for. On request there is: files.',
  );
  expect(requestProblem(all, 'fils')).toBe(
    'There is no "fils". Did you mean "files"? On request there is: files.',
  );
});
