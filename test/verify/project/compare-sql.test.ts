import { expect, it } from 'vitest';
import { firstDivergence } from '../../../src/verify/project/compare-sql.js';

const trace = (...statements: [string, ...unknown[]][]) =>
  statements
    .map(([sql, ...parameters]) => JSON.stringify({ kind: 'execute', sql, parameters, file: 'a.test.js' }))
    .map((line) => `${line}\n`)
    .join('');

it('takes moments and names made of chance for the same', () => {
  const before = trace(
    ['INSERT INTO a VALUES (?)', 1795454713699],
    ['INSERT INTO a VALUES (?)', 'device-1795454713699'],
    ['INSERT INTO a VALUES (?)', '2026-11-23T17:45:26.123Z'],
    ['INSERT INTO a VALUES (?)', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  );
  const after = trace(
    ['INSERT INTO a VALUES (?)', 1795454844442],
    ['INSERT INTO a VALUES (?)', 'device-1795454844442'],
    ['INSERT INTO a VALUES (?)', '2026-11-23T17:47:37.001Z'],
    ['INSERT INTO a VALUES (?)', '9a1b24e0-11aa-4c3d-8a0c-aa05e82c33ff'],
  );
  expect(firstDivergence(before, after, [])).toBeUndefined();
});

it('finds the first statement, or the first value, that differs', () => {
  const before = trace(['SELECT 1'], ['UPDATE a SET b = ?', 7], ['SELECT 2']);
  const after = trace(['SELECT 1'], ['UPDATE a SET b = ?', 2], ['SELECT 2']);
  expect(firstDivergence(before, after, [])).toEqual({
    file: 'a.test.js',
    same: ['SELECT 1'],
    before: 'UPDATE a SET b = ? [7]',
    after: 'UPDATE a SET b = ? [2]',
  });
  expect(firstDivergence(before, trace(['SELECT 1']), [])).toMatchObject({ after: undefined });
});
