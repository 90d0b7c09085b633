import jscodeshift from 'jscodeshift';
import { expect, test } from 'vitest';
import { isExpressionType } from '../../transforms/support/expressions.js';

test('The types of node that are expressions are those that jscodeshift knows', () => {
  const types = Object.keys(jscodeshift.types.namedTypes);
  const known = types.filter((type) => jscodeshift.Expression.check({ type }));
  expect(types.filter(isExpressionType).sort()).toEqual(known.sort());
});
