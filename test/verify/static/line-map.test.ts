import { expect, it } from 'vitest';
import { mapLines } from '../../../src/verify/static/line-map.js';

/** Which lines before (1-based) each line after corresponds to. */
function origins(before: string[], after: string[]): number[][] {
  const map = mapLines(before.join('\n'), after.join('\n'));
  return after.map((_, b) => before.flatMap((_line, a) => (map.corresponds(a, b) ? [a + 1] : [])));
}

it('maps unchanged lines one to one, wherever they moved to', () => {
  expect(origins(['a', 'b', 'c'], ['new', 'a', 'b', 'c'])).toEqual([[], [1], [2], [3]]);
});

it('maps a run of replaced lines as a whole', () => {
  expect(origins(['a', 'x', 'y', 'c'], ['a', 'X', 'c'])).toEqual([[1], [2, 3], [4]]);
  expect(origins(['a', 'x', 'c'], ['a', 'X', 'Y', 'c', 'd'])).toEqual([[1], [2], [2], [3], []]);
});

it('keeps replaced runs apart', () => {
  expect(origins(['x', 'same', 'y'], ['X', 'same', 'Y'])).toEqual([[1], [2], [3]]);
});
