import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { TestResult } from './test-result.js';

const lineSchema = z.object({
  file: z.string().optional(),
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  message: z.string().optional(),
});

/** vitest writes jest's form. */
const jestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()).default([]),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const mochaSchema = z.object({
  tests: z.array(
    z.object({
      title: z.string(),
      fullTitle: z.string(),
      file: z.string().nullish(),
      err: z.object({ message: z.string().optional() }).loose(),
    }),
  ),
  pending: z.array(z.object({ fullTitle: z.string() })).default([]),
  failures: z.array(
    z.object({
      fullTitle: z.string(),
      file: z.string().nullish(),
      err: z.object({ message: z.string().optional() }).loose(),
    }),
  ),
});

/**
 * Reads the reports that test runners wrote into a folder; file names are as they wrote them. A report that was cut off
 * says nothing.
 */
export function readReports(folder: string): TestResult[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => {
    const read = readers.find(([prefix]) => name.startsWith(prefix))?.[1];
    return read ? read(readFileSync(path.join(folder, name), 'utf8')) : [];
  });
}

const readers: readonly [prefix: string, read: (text: string) => TestResult[]][] = [
  ['node-', readLines],
  ['jest-', readJest],
  ['mocha-', readMocha],
];

function readLines(text: string): TestResult[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const { success, data } = lineSchema.safeParse(parsed(line));
    return success ? [{ ...data, file: data.file ?? '' }] : [];
  });
}

function readJest(text: string): TestResult[] {
  const { success, data } = jestSchema.safeParse(parsed(text));
  if (!success) return [];
  return data.testResults.flatMap(({ name: file, status, message, assertionResults }): TestResult[] => {
    // A file that did not load has no tests, and the reason why.
    if (assertionResults.length === 0)
      return status === 'failed' ? [{ file, name: wholeFile, status, message }] : [];
    return assertionResults.map((one) => ({
      file,
      name: [...one.ancestorTitles, one.title].filter((part) => part !== '').join(' > '),
      status: one.status === 'passed' ? 'passed' : one.status === 'failed' ? 'failed' : 'skipped',
      message: one.failureMessages?.[0],
    }));
  });
}

function readMocha(text: string): TestResult[] {
  const { success, data } = mochaSchema.safeParse(parsed(text));
  if (!success) return [];
  const pending = new Set(data.pending.map(({ fullTitle }) => fullTitle));
  const known = new Set(data.tests.map(({ fullTitle }) => fullTitle));
  // A hook that failed is no test, and keeps those behind it from being run.
  const hooks = data.failures.filter(({ fullTitle }) => !known.has(fullTitle));
  return [...data.tests, ...hooks].map(({ fullTitle, file, err }) => ({
    file: file ?? '',
    name: fullTitle,
    status: pending.has(fullTitle) ? 'skipped' : Object.keys(err).length > 0 ? 'failed' : 'passed',
    message: err.message,
  }));
}

/** What stands for the name of a test where a whole file failed. */
const wholeFile = '(the whole file)';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
