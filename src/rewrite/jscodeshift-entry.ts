import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { runAlone, transforms } from '../../transforms/index.js';
import { analyse } from '../analysis/index.js';
import { findConfig, loadConfig, type LoadedConfig } from '../config/index.js';
import type { Plan } from '../plan/plan.js';
import { profilesFor, targetProblem } from '../profiles/families.js';
import { families } from '../profiles/index.js';
import { discover, findProjectRoot, toPosix, type Failure } from '../project/index.js';

/** What jscodeshift hands a transform, as far as it is used here. */
export interface TransformCall {
  file: { path: string; source: string };
  report: (message: string) => void;
  /** The command line's options: `to`, `also` (with commas), `pool`, `parallel`, `driver`, `tsconfig` as asyncshift has them, `plan`, and jscodeshift's `dry`. */
  options: Readonly<Record<string, unknown>>;
}

/** The plans of this process by project, so that each project is analysed once and not once for every file. */
const plans = new Map<string, Promise<Plan>>();

/**
 * Migrates one file under jscodeshift's runner: analyses the project it belongs to (unless `--plan=FILE` brings the
 * result) and carries out the steps for this file, so that it comes out as under `asyncshift`. A file of helpers that
 * the result imports is written too, except in a dry run.
 *
 * @returns the new source, or undefined for no change
 * @throws Error, which jscodeshift reports for the file, if the project cannot be analysed or the steps not be made
 */
export async function transformFile({ file, report, options }: TransformCall): Promise<string | undefined> {
  if (options['plan'] !== undefined) return runAlone(transforms, file, options);
  const absolute = realpathSync(path.resolve(file.path));
  const root = findProjectRoot(path.dirname(absolute));
  const key = JSON.stringify([root, analysisOptions(options)]);
  const plan = await (plans.get(key) ?? remember(key, planFor(absolute, root, options)));
  const result = await runAlone(transforms, file, { plan });
  if (result !== undefined) await addHelpers(plan, absolute, options['dry'] === true, report);
  return result;
}

function remember(key: string, plan: Promise<Plan>): Promise<Plan> {
  plans.set(key, plan);
  return plan;
}

async function planFor(file: string, folder: string, options: TransformCall['options']): Promise<Plan> {
  const config = await configFor(folder);
  const {
    to = config?.to,
    also = [],
    pool = config?.pool,
    parallel = config?.parallel,
    drivers,
    tsconfig = config?.tsconfig,
  } = analysisOptions(options);
  const problem = to === undefined ? undefined : targetProblem(families, to);
  if (problem !== undefined) throw new Error(problem);
  const project = await discover([folder, file], folder, { tsconfig, exclude: config?.exclude });
  if (!project.ok) throw failure(project.failures);
  if (project.unreadable.length > 0) throw failure(project.unreadable);
  const outcome = analyse({
    root: toPosix(project.root),
    files: project.files.map(toPosix),
    tsconfig: project.tsconfig,
    siblings: project.siblings,
    options: { pool, parallel, drivers: { ...config?.drivers, ...drivers } },
    profiles: [
      ...profilesFor(families, { to, also: [...(config?.also ?? []), ...also] }),
      ...(config?.profiles ?? []),
    ],
    entries: project.entries,
  });
  if (!outcome.ok) throw failure(outcome.failures);
  return outcome.plan;
}

async function configFor(folder: string): Promise<LoadedConfig | undefined> {
  const found = findConfig(folder);
  if (!found.ok) throw failure(found.failures);
  if (found.file === undefined) return undefined;
  const loaded = await loadConfig(found.file);
  if (!loaded.ok) throw failure(loaded.failures);
  return loaded.config;
}

/** asyncshift's options among jscodeshift's. Its parser of arguments reads `--pool null` as null. */
function analysisOptions({ to, also, pool, parallel, driver, tsconfig }: TransformCall['options']) {
  if (pool !== undefined && pool !== null && pool !== 'null') {
    throw new Error('--pool takes null, for no pooling, and nothing else');
  }
  const drivers = (Array.isArray(driver) ? driver : driver === undefined ? [] : [driver]).map((one) => {
    const [dialect, name, ...rest] = String(one).split('=');
    if (!dialect || !name || rest.length > 0)
      throw new Error('write --driver as dialect=driver: postgresql=psycopg');
    return [dialect, name] as const;
  });
  return {
    drivers: Object.fromEntries(drivers),
    ...(pool === undefined ? {} : { pool: 'null' as const }),
    ...(parallel === true || parallel === 'true' ? { parallel: true } : {}),
    ...(typeof to === 'string' ? { to } : {}),
    ...(typeof also === 'string' ? { also: also.split(',') } : {}),
    ...(typeof tsconfig === 'string' ? { tsconfig: path.resolve(tsconfig) } : {}),
  };
}

/** Writes the helper files that the file now imports, each once: jscodeshift itself changes only files that are there. */
async function addHelpers(
  plan: Plan,
  file: string,
  dry: boolean,
  report: TransformCall['report'],
): Promise<void> {
  const name = toPosix(path.relative(plan.root, file));
  const modules = plan.steps.flatMap((step) =>
    step.kind === 'add-import' && step.file === name
      ? [path.posix.join(path.posix.dirname(name), step.module)]
      : [],
  );
  for (const helper of plan.newFiles) {
    if (!modules.some((module) => withoutExtension(module) === withoutExtension(helper.file))) continue;
    const target = path.join(plan.root, helper.file);
    const verb = existsSync(target) ? 'changes' : 'adds';
    if (!dry) await writeFileAtomic(target, helper.text);
    report(`${dry ? 'a run without --dry ' : ''}${verb} ${helper.file} (${helper.reason})`);
  }
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, '');
}

function failure(failures: readonly (Failure | { file?: string; line?: number; message: string })[]): Error {
  const lines = failures.map((one) => {
    const line = 'line' in one && one.line !== undefined ? `:${one.line}` : '';
    return `${one.file === undefined ? '' : `${one.file}${line}: `}${one.message}`;
  });
  return new Error(lines.join('; '));
}
