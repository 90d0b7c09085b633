import { expect, it } from 'vitest';
import { settled } from '../../src/helpers/assertions.js';

it('gives a function that returns what the promise came to', async () => {
  const outcome = await settled(async () => Promise.resolve('found'));
  expect(outcome()).toBe('found');
});

it('gives a function that throws what the promise was rejected with', async () => {
  const error = new Error('not found');
  const outcome = await settled(async () => Promise.reject(error));
  expect(outcome).toThrow(error);
});

it('gives a function that throws what was thrown before there was a promise', async () => {
  const error = new TypeError('no number');
  const outcome = await settled(() => {
    throw error;
  });
  expect(outcome).toThrow(error);
});

it('waits for nothing but what it is given', async () => {
  const outcome = await settled(() => 1);
  expect(outcome()).toBe(1);
});
