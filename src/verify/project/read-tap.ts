import { Parser } from 'tap-parser';
import type { TestResult } from './test-result.js';

/** Reads the results in the output of a command that prints TAP; none where it prints something else. */
export function readTap(output: string): TestResult[] {
  if (!/^\s*(TAP version \d+|1\.\.\d+|(not )?ok \d+)/m.test(output)) return [];
  const results: TestResult[] = [];
  collect(new Parser(), [], results).end(output);
  return results;
}

function collect(parser: Parser, around: readonly string[], results: TestResult[]): Parser {
  const suites = new Set<string>();
  parser.on('child', (child: Parser) => {
    suites.add(child.name);
    collect(child, [...around, child.name], results);
  });
  parser.on(
    'assert',
    (result: { ok: boolean; name: string; skip: unknown; todo: unknown; diag: unknown }) => {
      const { ok, name, skip, todo, diag } = result;
      // A suite's own line says again what its tests have said.
      if (suites.has(name)) return;
      const aside = skip !== false || todo !== false;
      const reason: unknown = (diag as { error?: unknown } | null)?.error;
      results.push({
        file: '',
        name: [...around, name].join(' > '),
        status: aside ? 'skipped' : ok ? 'passed' : 'failed',
        ...(typeof reason === 'string' ? { message: reason } : {}),
      });
    },
  );
  return parser;
}
