import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { toPosix } from '../project/index.js';
import { reasonOf } from './cannot-check.js';
import { findEntry, type EntryOutcome } from './entry.js';
import type { VerifyRequest } from './request.js';
import { nothingCompared } from './run/check-run.js';
import { runBothSides, type RunOutcome } from './run/run-sides.js';
import { checkStatically } from './static/check-static.js';
import { extendedConfigs, loadSides } from './static/programs.js';
import { failed, unchecked, type Check, type Verdict } from './verdict.js';

/**
 * Proves, as far as it can be proved, that a change to asynchronous code left a program doing what it did: type errors
 * and mistaken promises the change brought, then output, exit code, SQL trace and final database contents of the program
 * run before (synchronous face) and after (asynchronous face, strict).
 * @returns the verdict; whatever goes wrong on the way is part of it, nothing in the project is changed.
 */
export async function verify(given: VerifyRequest): Promise<Verdict> {
  const request = withRealPaths(given);
  const entry = findEntry(request.projectRoot, request.entry);
  const { onProgress } = request;
  onProgress?.({ doing: 'Verifying', done: 0, total: 2 });
  const still = checkTypes(request, entry);
  onProgress?.({ doing: 'Verifying', done: 1, total: 2 });
  const run = await checkRun(request, entry, still.outside);
  const checks = [...still.checks, ...run.checks];
  const unchanged = request.before.size === 0 ? ['No file differs before and after the change.'] : [];
  return {
    ok: checks.every((check) => check.ok),
    complete: checks.every((check) => check.outcome !== 'unchecked'),
    ...(entry.ok ? { entry: toPosix(path.relative(request.projectRoot, entry.entry.file)) } : {}),
    checks,
    notes: [...unchanged, ...run.notes],
  };
}

/** Node and TypeScript resolve links; names are compared with what they say. */
function withRealPaths(request: VerifyRequest): VerifyRequest {
  const real = (file: string) => (existsSync(file) ? realpathSync(file) : file);
  const root = real(request.projectRoot);
  const { entry, tsconfig } = request;
  return {
    ...request,
    projectRoot: root,
    ...(entry === undefined ? {} : { entry: real(path.resolve(root, entry)) }),
    ...(tsconfig === undefined ? {} : { tsconfig: real(path.resolve(root, tsconfig)) }),
  };
}

function checkTypes(request: VerifyRequest, entry: EntryOutcome): { checks: Check[]; outside: string[] } {
  const source = /\.[mc]?[jt]sx?$/;
  const changed = [...request.before.keys()].filter((file) => source.test(file));
  const files = [
    ...new Set([
      ...changed.map((file) => path.join(request.projectRoot, file)),
      ...(entry.ok ? [entry.entry.file] : []),
    ]),
  ];
  try {
    const { before, after } = loadSides({
      root: request.projectRoot,
      tsconfig: request.tsconfig,
      files,
      before: request.before,
    });
    return {
      checks: checkStatically(request, before, after),
      outside: extendedConfigs(request.projectRoot, after),
    };
  } catch (error) {
    const message = reasonOf(error);
    return {
      checks: [failed('types', message), unchecked('promises', 'not checked: the types could not be read')],
      outside: [],
    };
  }
}

async function checkRun(
  request: VerifyRequest,
  entry: EntryOutcome,
  outside: readonly string[],
): Promise<RunOutcome> {
  if (entry.ok) return runBothSides(request, entry.entry, outside);
  const check = entry.named ? failed('run', entry.message) : unchecked('run', entry.message);
  return { checks: [check, ...nothingCompared('there is no program to run')], notes: [] };
}
