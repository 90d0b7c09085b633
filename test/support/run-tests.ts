import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import { globSync } from 'tinyglobby';
import type { TestRunner } from './cases.js';

/** How one test ended. */
export interface TestResult {
  name: string;
  passed: boolean;
}

/** What starts each runner on the test files of a folder. */
const commands: Readonly<Record<TestRunner, (files: string[], report: string) => string[]>> = {
  vitest: (files, report) => [
    path.resolve('node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=json',
    `--outputFile=${report}`,
    ...files,
  ],
  mocha: (files, report) => [
    path.resolve('node_modules/mocha/bin/mocha.js'),
    '--reporter=json',
    `--reporter-option=output=${report}`,
    ...files,
  ],
  node: (files, report) => [
    '--test',
    `--test-reporter=${path.resolve('test/support/node-test-reporter.js')}`,
    `--test-reporter-destination=${report}`,
    ...files,
  ],
};

/** Runs the tests below a folder: the results by the tests' full names, in the order of the names. */
export async function runTests(runner: TestRunner, folder: string, node = 'node'): Promise<TestResult[]> {
  const report = path.join(folder, 'report.json');
  const files = globSync('**/*.test.{js,mjs,cjs}', { cwd: folder });
  const ran = await x(node, commands[runner](files, report), {
    timeout: 60_000,
    nodeOptions: {
      cwd: folder,
      env: { NODE_OPTIONS: undefined, VITEST: undefined, NODE_TEST_CONTEXT: undefined },
    },
  });
  if (!existsSync(report)) throw new Error(`${runner} wrote no report:\n${ran.stdout}${ran.stderr}`);
  const found = read[runner](JSON.parse(readFileSync(report, 'utf8')));
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

interface VitestReport {
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}
interface MochaReport {
  tests: { fullTitle: string; err: object }[];
}

/** The results in each runner's report. */
const read: Readonly<Record<TestRunner, (report: unknown) => TestResult[]>> = {
  vitest: (report) =>
    (report as VitestReport).testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({ name: fullName, passed: status === 'passed' })),
    ),
  mocha: (report) =>
    (report as MochaReport).tests.map(({ fullTitle, err }) => ({
      name: fullTitle,
      passed: Object.keys(err).length === 0,
    })),
  node: (report) => report as TestResult[],
};
