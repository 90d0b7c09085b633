import { expect, test } from 'vitest';
import { CannotCheck, reasonOf } from '../../src/verify/cannot-check.js';

test('what the project or the machine lacks is told of, and a mistake of our own is none of a program', () => {
  expect(reasonOf(new CannotCheck('The tsconfig does not load.'))).toBe('The tsconfig does not load.');
  expect(reasonOf(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))).toBe('no space left');
  const mistake = new TypeError('x is not a function');
  expect(() => reasonOf(mistake)).toThrow(mistake);
});
