import { changedSince, rewriteText, transforms } from '../../transforms/index.js';
import type { Plan, Step } from '../plan/plan.js';
import type { OnProgress } from '../plan/progress.js';

export interface RewriteOutcome {
  /** Files whose text changes, and new files (their `before` is empty). Names are as in the Plan. */
  files: { file: string; before: string; after: string }[];
  /** Files that stay as they are although there are steps for them, and why. */
  failures: { file: string; message: string }[];
}

/**
 * Carries out a Plan on the text of its files.
 *
 * @param read gives a file's text (without byte order mark) by its name in the Plan; what it throws makes that file a
 *   failure
 * @param onProgress is told how many files are done
 */
export function rewrite(plan: Plan, read: (file: string) => string, onProgress?: OnProgress): RewriteOutcome {
  const outcome: RewriteOutcome = { files: [], failures: [] };
  const files = stepsByFile(plan);
  let done = 0;
  for (const [file, steps] of files) {
    onProgress?.({ doing: 'Rewriting', done: done++, total: files.size });
    const result = rewriteFile(plan, file, steps, read);
    if ('message' in result) outcome.failures.push({ file, message: result.message });
    else if (result.before !== result.after) outcome.files.push({ file, ...result });
  }
  outcome.files.push(...plan.newFiles.map(({ file, text }) => ({ file, before: '', after: text })));
  return outcome;
}

function stepsByFile({ steps }: Plan): Map<string, Step[]> {
  const files = new Map<string, Step[]>();
  for (const step of steps) {
    const list = files.get(step.file);
    if (list) list.push(step);
    else files.set(step.file, [step]);
  }
  return files;
}

type FileResult = { before: string; after: string } | { message: string };

function rewriteFile(
  plan: Plan,
  file: string,
  steps: readonly Step[],
  read: (file: string) => string,
): FileResult {
  try {
    const before = read(file);
    const problem = changedSince(plan, file, before);
    if (problem !== undefined) return { message: problem };
    const result = rewriteText({ path: file, text: before, steps, transforms });
    return result.ok ? { before, after: result.text } : { message: result.message };
  } catch (error) {
    // One file's trouble must not keep the others from being rewritten.
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
