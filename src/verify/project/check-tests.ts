import { count, failed, passed, unchecked, type Check } from '../verdict.js';
import type { TestComparison } from './compare-tests.js';
import type { TestResult } from './test-result.js';

/** Lines of a test's message that are shown. */
const SHOWN = 8;

/** What the comparison of tests says. */
export function checkTests(comparison: TestComparison): Check {
  const { broken, gone, failing, mended, added, flaky } = comparison;
  const failsNow = added.filter(({ status }) => status === 'failed');
  const worse = broken.length + gone.length + failsNow.length;
  const aside = [
    ...listed(failing, 'failed before too', (test) => [placeOf(test)]),
    ...listed(mended, 'failed before and now passes', (test) => [placeOf(test)]),
    ...listed(
      added.filter(({ status }) => status !== 'failed'),
      'is new',
      (test) => [placeOf(test)],
    ),
    ...listed(flaky, 'ended differently on two runs before the change, and says nothing', (test) => [
      placeOf(test),
    ]),
  ];
  if (worse > 0) {
    const were = comparison.passed + broken.length + gone.length;
    return failed('tests', `${count(worse, 'test')} worse than before, when ${were} passed`, [
      ...listed(broken, 'passed before, and does not now', described),
      ...listed(gone, 'passed before, and is not there now', described),
      ...listed(failsNow, 'was not there before, and fails', described),
      ...aside,
    ]);
  }
  if (comparison.passed === 0) return unchecked('tests', 'no test passed before the change', aside);
  return passed('tests', `the same ${count(comparison.passed, 'test')} pass`, aside);
}

function listed(
  tests: readonly TestResult[],
  what: string,
  describe: (test: TestResult) => string[],
): string[] {
  if (tests.length === 0) return [];
  return [`${what} (${tests.length}):`, ...tests.flatMap(describe).map((line) => `  ${line}`)];
}

function placeOf({ file, name }: TestResult): string {
  return file === '' ? name : `${file}: ${name}`;
}

function described(test: TestResult): string[] {
  const lines = (test.status === 'skipped' ? 'It is skipped.' : (test.message ?? '')).split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const said = stack === -1 ? lines : lines.slice(0, stack);
  const shown = said.filter((line) => line.trim() !== '').slice(0, SHOWN);
  return [placeOf(test), ...shown.map((line) => `  ${line}`)];
}
