import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { TestResult } from './test-result.js';

const failureSchema = z.union([
  z.string(),
  z.object({ message: z.string().optional(), '#text': z.string().optional() }),
]);
const caseSchema = z.object({
  name: z.string(),
  classname: z.string().optional(),
  file: z.string().optional(),
  failure: z.array(failureSchema).optional(),
  error: z.array(failureSchema).optional(),
  skipped: z.unknown().optional(),
});
interface Suite {
  name?: string | undefined;
  file?: string | undefined;
  testcase?: z.infer<typeof caseSchema>[] | undefined;
  testsuite?: Suite[] | undefined;
}
const suiteSchema: z.ZodType<Suite> = z.object({
  name: z.string().optional(),
  file: z.string().optional(),
  testcase: z.array(caseSchema).optional(),
  get testsuite() {
    return z.array(suiteSchema).optional();
  },
});
const reportSchema = z.object({
  testsuites: z.array(z.union([suiteSchema, z.string()])).optional(),
  testsuite: z.array(suiteSchema).optional(),
});

/** Elements there may be several of: they are always lists. */
const lists = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error']);

/** Reads the results in a JUnit report; none where the text is something else. */
export function readJunit(text: string): TestResult[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name) => lists.has(name),
  });
  let content: unknown;
  try {
    content = parser.parse(text);
  } catch {
    return []; // not XML
  }
  const { success, data } = reportSchema.safeParse(content);
  if (!success) return [];
  const suites = [
    ...(data.testsuites ?? []).filter((one) => typeof one !== 'string'),
    ...(data.testsuite ?? []),
  ];
  return suites.flatMap((suite) => resultsOf(suite, ''));
}

function resultsOf(suite: Suite, around: string): TestResult[] {
  const file = suite.file ?? around;
  const own = (suite.testcase ?? []).map((one): TestResult => {
    const [failure] = [...(one.failure ?? []), ...(one.error ?? [])];
    const message = typeof failure === 'string' ? failure : (failure?.message ?? failure?.['#text']);
    // Runners put the file into the class's name where there are no classes.
    const names = [one.classname, one.name].filter((part) => part !== undefined && part !== '');
    return {
      file: one.file ?? file,
      name: names.join(' > '),
      status: failure !== undefined ? 'failed' : one.skipped !== undefined ? 'skipped' : 'passed',
      ...(failure === undefined ? {} : { message }),
    };
  });
  return [...own, ...(suite.testsuite ?? []).flatMap((inner) => resultsOf(inner, file))];
}
