import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan, Step, Wall } from '../../src/plan/plan.js';
import type { Stages } from '../../src/cli/stages.js';
import { sha256 } from '../../src/project/hash.js';
import { decodeSource } from '../../src/project/source.js';
import type { VerifyRequest } from '../../src/verify/request.js';
import type { Verdict } from '../../src/verify/verdict.js';

/** Parts of a plan that a stand-in adds to what it finds. */
export type PlanExtras = Partial<Pick<Plan, 'walls' | 'hazards' | 'notes' | 'newFiles'>>;

export const samplePlace = (file: string, code = 'AS101') => ({
  code,
  file,
  range: { start: 0, end: 1 },
  line: 1,
  message: 'A constructor cannot be async. Make a static factory.',
});
export const sampleWall = (file: string): Wall => ({
  ...samplePlace(file),
  path: ['new Shop calls load', 'load calls query'],
});

/**
 * Analysis and rewriting that know one thing: `query(` without `await` before it gets one. They stand in for the real
 * ones where a test is about the command line.
 */
export function fakeStages(extras: PlanExtras = {}): Pick<Stages, 'analyse' | 'rewrite'> {
  return {
    analyse: ({ root, files }) => {
      const texts = files.map((file) => [path.relative(root, file), textOf(file)] as const);
      const steps = texts.flatMap(([file, text]) =>
        [...text.matchAll(/(?<!await )query\(/g)].map((at) => ({ file, at })),
      );
      const plan: Plan = {
        version: 1,
        root,
        files: Object.fromEntries(texts.map(([file, text]) => [file, sha256(text)])),
        steps: steps.map(({ file, at }, id): Step => ({
          kind: 'await',
          id,
          file,
          range: { start: at.index, end: at.index + 5 },
          safety: 'safe',
          because: { profile: 'fake', entry: 'query' },
          reason: 'query does I/O',
        })),
        newFiles: [],
        walls: [],
        hazards: [],
        notes: [],
        ...extras,
      };
      return Promise.resolve({ ok: true, plan });
    },
    rewrite: (plan, read) =>
      Promise.resolve({
        files: [
          ...Object.keys(plan.files).map((file) => {
            const before = read(file);
            return { file, before, after: before.replaceAll(/(?<!await )query\(/g, 'await query(') };
          }),
          ...(plan.steps.length > 0
            ? plan.newFiles.map(({ file, text }) => ({ file, before: '', after: text }))
            : []),
        ],
        failures: [],
      }),
  };
}

/** A verdict with one check. */
function verdict(outcome: 'passed' | 'failed' | 'unchecked'): Verdict {
  const ok = outcome !== 'failed';
  const details = ok ? [] : ['-1 row', '+2 rows'];
  return {
    ok,
    complete: outcome === 'passed',
    checks: [{ name: 'output', outcome, ok, summary: 'standard output', details }],
    notes: ['The program was run once.'],
  };
}

/** Verification that remembers what it was asked. */
export function fakeVerify(outcome: 'passed' | 'failed' | 'unchecked') {
  const requests: VerifyRequest[] = [];
  return {
    requests,
    verify: (request: VerifyRequest) => {
      requests.push(request);
      return Promise.resolve(verdict(outcome));
    },
  };
}

function textOf(file: string): string {
  const source = decodeSource(readFileSync(file));
  if (!source.ok) throw new Error(source.message);
  return source.text;
}
