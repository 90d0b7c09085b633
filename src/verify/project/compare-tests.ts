import type { TestResult } from './test-result.js';

/** How the tests of two runs compare. */
export interface TestComparison {
  /** Passed before, and do not now. */
  broken: TestResult[];
  /** Passed before, and are not there now. */
  gone: TestResult[];
  /** Failed before, and do so now. */
  failing: TestResult[];
  /** Failed before, and pass now. */
  mended: TestResult[];
  /** Were not there before. */
  added: TestResult[];
  /** Ended in two ways on two runs before the change: they say nothing. */
  flaky: TestResult[];
  /** How many passed on both sides. */
  passed: number;
}

/**
 * Compares the tests of a run after a change with those of a run before it. Tests with the same name in the same file are
 * told apart by their order.
 * @param again another run before the change: what ends differently there is left out
 */
export function compareTests(
  before: readonly TestResult[],
  after: readonly TestResult[],
  again: readonly TestResult[] = before,
): TestComparison {
  const [left, right, repeated] = [byKey(before), byKey(after), byKey(again)];
  const comparison: TestComparison = {
    ...{ broken: [], gone: [], failing: [], mended: [], added: [], flaky: [] },
    passed: 0,
  };
  for (const [key, was] of left) {
    const is = right.get(key);
    if (repeated.get(key)?.status !== was.status) comparison.flaky.push(was);
    else if (is === undefined && was.status === 'passed') comparison.gone.push(was);
    else if (was.status === 'passed' && is?.status === 'passed') comparison.passed++;
    else if (was.status === 'passed' && is !== undefined) comparison.broken.push(is);
    else if (was.status === 'failed' && is?.status === 'passed') comparison.mended.push(is);
    else if (was.status === 'failed' && is?.status === 'failed') comparison.failing.push(is);
  }
  for (const [key, is] of right) if (!left.has(key) && !repeated.has(key)) comparison.added.push(is);
  return comparison;
}

function byKey(results: readonly TestResult[]): Map<string, TestResult> {
  const found = new Map<string, TestResult>();
  const counts = new Map<string, number>();
  for (const result of results) {
    const name = JSON.stringify([result.file, result.name]);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    found.set(`${name} ${count}`, result);
  }
  return found;
}
