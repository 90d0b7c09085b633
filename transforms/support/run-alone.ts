import { readFileSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { FileInfo, Options } from 'jscodeshift';
import type { Plan } from '../../src/plan/plan.js';
import { textHash } from '../../src/plan/text-hash.js';
import type { TransformDefinition } from './define.js';
import { rewriteText } from './rewrite-text.js';
import { present } from './present.js';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Runs transforms as jscodeshift calls them: the file's steps come from `options.plan`, a Plan or the path of one as
 * JSON. Gives the new source, or undefined for no change.
 * @throws Error (jscodeshift reports it and leaves the file alone) if there is no plan, if the file has changed since it
 *   was analysed, or if the steps cannot be carried out
 */
export async function runAlone(
  transforms: readonly TransformDefinition[],
  { path, source }: FileInfo,
  options: Options,
): Promise<string | undefined> {
  const plan = await loadPlan(options['plan'], transforms.map(({ name }) => name).join(', '));
  const mark = source.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = source.slice(mark.length);
  const file = nameInPlan(plan, path);
  const steps = plan.steps.filter((step) => step.file === file);
  if (steps.length === 0) return undefined;
  const problem = changedSince(plan, file, text);
  if (problem !== undefined) throw new Error(`${file}: ${problem}`);
  const outcome = rewriteText({ path, text, steps, transforms });
  if (!outcome.ok) throw new Error(`${file}: ${outcome.message}`);
  return outcome.text === text ? undefined : mark + outcome.text;
}

/** Why a file is not the one that was analysed, if it is not. */
export function changedSince(plan: Plan, file: string, text: string): string | undefined {
  const known = plan.files[file];
  if (known === undefined || known === textHash(text)) return undefined;
  return 'has changed since it was analysed; run the analysis again';
}

async function loadPlan(plan: unknown, names: string): Promise<Plan> {
  if (plan === undefined) {
    throw new Error(`${names}: no plan given; pass --plan=FILE, the output of \`asyncshift --json\``);
  }
  // The pipeline, which makes its Plans itself, does without what checks one.
  const { planSchema } = await import('../../src/plan/plan.js');
  if (typeof plan !== 'string') return planSchema.parse(plan);
  const result = planSchema.safeParse(JSON.parse(readFileSync(resolve(plan), 'utf8')));
  if (!result.success)
    throw new Error(`${plan} is not a plan: ${result.error.issues[0]?.message ?? 'unknown'}`);
  return result.data;
}

/** The file's name as the Plan writes it, also when one of the two paths goes through a symbolic link. */
function nameInPlan(plan: Plan, path: string): string {
  const names = [
    relative(plan.root, resolve(path)),
    relative(realPath(plan.root), realPath(resolve(path))),
  ].map((name) => name.replaceAll('\\', '/'));
  return (
    names.find((name) => name in plan.files || plan.steps.some((step) => step.file === name)) ??
    present(names[0])
  );
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // A folder that exists only in the plan.
  }
}
