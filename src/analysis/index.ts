import { ts } from '../compiler/typescript.js';
import type { Plan } from '../plan/plan.js';
import type { OnProgress } from '../plan/progress.js';
import { profiles as allProfiles } from '../profiles/index.js';
import type { Profile } from '../profiles/profile.js';
import { isAdapter } from './adapter-text.js';
import { planAdapters } from './adapters.js';
import { apiChanges } from './api-changes.js';
import { planCallRules, type CallChoices } from './call-rules.js';
import type { Callable } from './callables.js';
import { checkProfiles } from './check-profiles.js';
import { planComputedLoads } from './computed-loads.js';
import { planUnfollowedDeclarations } from './declared-modules.js';
import { awaitUsingRuns } from './disposal.js';
import { planExpiredReads } from './expired-reads.js';
import { fieldRules } from './factory-form.js';
import type { CallGraph } from './array-origins.js';
import { planHazards } from './hazards/index.js';
import { HelperFiles } from './helper-files.js';
import { Ignores } from './ignores.js';
import { ImportedNames } from './imported-names.js';
import { planImports } from './imports.js';
import { planCollecting, planIteration } from './iteration.js';
import { findLazyProperties } from './lazy-reads.js';
import { planLacks } from './lacks.js';
import { loadProgram, type LoadedProgram, type LoadFailure } from './load-program.js';
import { LocalNames } from './local-names.js';
import { oneConnection } from './parallel/engines.js';
import { planParallel, type ParallelContext } from './parallel/plan-parallel.js';
import { packageNeeds } from './package-needs.js';
import { PlanBuilder } from './plan-builder.js';
import { propagate, type Propagation } from './propagate.js';
import { questions } from './questions.js';
import { publishedNames, type PackageEntry } from './published-names.js';
import { planRenames } from './renames.js';
import { planResources } from './resources.js';
import { installedModules, moduleSpecifiers } from './profile-names.js';
import { synchronousCalls } from './elsewhere.js';
import { findSeeds, type Seeds } from './seeds.js';
import { stayingUses, staysUnawaited } from './staying-calls.js';
import { sourceFiles } from './source-files.js';
import { planUntypedDatabases } from './untyped-databases.js';
import { planSplit, ResultNames } from './split-results.js';
import { finishAssertions } from './tests/plan-assertions.js';
import { noteFakeTimers } from './tests/fake-timers.js';
import { settleFirst } from './tests/settle-first.js';
import { planAbsence, planResults } from './result-rules.js';
import { planTypeArguments } from './type-arguments.js';
import { planTypes } from './types.js';
import { planUnwantedResults } from './unwanted-results.js';
import { withinReach } from './within-reach.js';

export type { LoadFailure } from './load-program.js';

/** What to analyse. All paths are absolute, with forward slashes. */
export interface AnalysisRequest {
  /** The folder that the Plan's file names are relative to. */
  root: string;
  /** The files that may be changed. */
  files: readonly string[];
  /** Those of the files that have to parse, because somebody named them; default: all. */
  named?: readonly string[] | undefined;
  tsconfig?: string;
  /** The tsconfigs of other projects whose files are read too, for what they use of these. */
  siblings?: readonly string[];
  options?: { pool?: 'null'; parallel?: boolean; drivers?: Readonly<Record<string, string>> };
  /** Texts that stand for what is on disk, by path: an editor's unsaved files. */
  texts?: ReadonlyMap<string, string>;
  /** A token: requests with the same one share what has not changed between them, for one that comes after another. */
  memory?: object;
  profiles?: readonly Profile[];
  /** Is told how much is loaded and analysed. */
  onProgress?: OnProgress;
  /** What users of the project's packages enter them by: what changes for them is listed. */
  entries?: readonly PackageEntry[];
}

export type AnalysisOutcome =
  /** `left`: files that stay as they are, and why: they do not parse, or a build has made them. */
  { ok: true; plan: Plan; left?: readonly LoadFailure[] } | { ok: false; failures: LoadFailure[] };

/** Works out everything that has to change for the code to talk to its database asynchronously. */
export function analyse(request: AnalysisRequest): AnalysisOutcome {
  const profiles = request.profiles ?? allProfiles;
  const loaded = loadProgram({ ...request, profiles });
  if ('failures' in loaded) return { ok: false, failures: loaded.failures };
  // What turns out to be impossible once everything is known is left out of another attempt.
  const refused = new Map<string, string>();
  for (;;) {
    const known = refused.size;
    const outcome = attempt(request, loaded, profiles, refused);
    if (refused.size === known) return outcome.ok ? { ...outcome, left: loaded.leftBecause } : outcome;
  }
}

/** Files, one after the other, with word of each. */
function* told(files: ReadonlySet<ts.SourceFile>, onProgress?: OnProgress): Iterable<ts.SourceFile> {
  let done = 0;
  for (const file of files) {
    onProgress?.({ doing: 'Analysing', done: done++, total: files.size });
    yield file;
  }
}

function attempt(
  request: AnalysisRequest,
  loaded: LoadedProgram,
  profiles: readonly Profile[],
  refused: Map<string, string>,
): AnalysisOutcome {
  const { entries = [] } = request;
  const ignores = new Ignores(loaded.sources);
  const plan = new PlanBuilder(request.root, (...place) => ignores.silences(...place));
  const ask = questions(loaded.program);
  const bundled = profiles.filter(({ topLevelAwait }) => topLevelAwait === false);
  const files = sourceFiles(loaded, (file) => !importsAny(file, bundled));
  const changeable = new Set(request.files.filter((file) => !loaded.left.has(file)));
  for (const [file, { fileName }] of loaded.declared)
    if (changeable.has(file.fileName)) changeable.add(fileName);
  const isGiven = (file: ts.SourceFile) => changeable.has(file.fileName);
  const mayChange = (file: ts.SourceFile) => isGiven(file) && !ignores.coversFile(file) && !isAdapter(file);

  const failures = checkProfiles(loaded, ask, profiles, plan);
  if (failures.length > 0) return { ok: false, failures };
  const seeds = findSeeds(loaded, ask, profiles);
  const direct = loaded.sources.filter((file) => importsAny(file, profiles));
  const matter = new Set(direct.flatMap((file) => [...files.dependents(file)]));
  const names = remember((file: ts.SourceFile) => new LocalNames(file));
  const lazy = findLazyProperties([...matter], ask, seeds);
  const staying = new Set([
    ...stayingUses(matter, seeds, ask, names),
    ...synchronousCalls(matter, profiles, { loaded, ask, files, root: request.root, plan, mayChange }),
  ]);
  const leavesAlone = (node: ts.Node) =>
    ignores.leavesAlone(node) ||
    isAdapter(node.getSourceFile()) ||
    staying.has(node) ||
    ts.findAncestor(node, (at) => seeds.settled.has(at)) !== undefined;
  const propagation = propagate(
    {
      ask,
      files,
      seeds,
      plan,
      mayChange,
      leavesAlone,
      lazyNames: lazy.names,
      lazyRead: lazy.read,
      lazyProperty: lazy.ofProperty,
      freeName: (near, proposed) => names(near.getSourceFile()).free(proposed),
      fields: fieldRules(loaded.program.getCompilerOptions()),
      refused,
      isPublished: publishedNames(entries, loaded, ask, files),
    },
    told(matter, request.onProgress),
  );
  planUnwantedResults(planTypes(propagation, ask, plan), propagation, plan);
  planUnfollowedDeclarations(loaded.declared, propagation, mayChange, plan);

  const imported = remember((file: ts.SourceFile) => new ImportedNames(file, names(file), plan));
  const helpers = new HelperFiles({
    root: request.root,
    plan,
    imported,
    schemes: profiles.flatMap((profile) => profile.urls)[0]?.schemes,
    drivers: request.options?.drivers ?? {},
    checksJavaScript: loaded.program.getCompilerOptions().checkJs === true,
  });
  const choices: CallChoices = { drivers: {}, ...request.options };
  const useHelper = helpers.use.bind(helpers);
  const shared = { profiles, sources: loaded.sources, choices, mayChange, useHelper };
  planAdapters([...matter].filter(mayChange), {
    root: request.root,
    plan,
    profiles,
    seeds,
    leavesAlone,
    imported,
    checker: ask.checker,
    optionsOf: loaded.optionsOf,
  });
  for (const file of matter) {
    if (!mayChange(file)) continue;
    planLacks(file, propagation.untypedReads, { ask, seeds, plan, leavesAlone });
    planTypeArguments(file, { ask, seeds, plan, leavesAlone });
    planResults(file, { ask, seeds, plan, names, leavesAlone, useHelper });
    const stays = (use: ts.Node) => staying.has(use) || staysUnawaited(use, seeds, ask, plan);
    planImports(file, { ask, seeds, files, plan, names, imported, leavesAlone, stays, useHelper });
    planCallRules(file, { ...shared, leavesAlone, ask, files, seeds, plan, names, imported });
  }
  planComputedLoads(loaded.sources.filter(mayChange), { profiles, ask, plan, leavesAlone });
  planUntypedDatabases(withinReach(direct, loaded.sources, files, request.root).filter(mayChange), {
    ask,
    plan,
    seeds,
    propagation,
    isExternal: files.isExternal,
    leavesAlone,
  });
  const changed = [...matter].filter(mayChange);
  planRenames(changed, { ask, seeds, plan, names, files, leavesAlone, facts: propagation.facts.values() });
  planAbsence(propagation, { ask, seeds, plan, names, leavesAlone, useHelper });
  planExpiredReads(propagation.facts, { ask, seeds, plan, mayChange, lazyRead: lazy.read });
  const graph: CallGraph = { ...propagation, ask, isExternal: files.isExternal };
  const turns = new Set<ts.Node>(propagation.helperUses.map(({ call }) => call));
  const together: ParallelContext | undefined = choices.parallel
    ? {
        ...graph,
        seeds,
        plan,
        isLanguage: files.isLanguage,
        isLazyRead: (node) => lazy.read(node) !== undefined,
        runsTurns: (call) => turns.has(call),
        oneConnection: oneConnection({ ...shared, leavesAlone, ask, files, seeds, plan, names, imported }),
      }
    : undefined;
  for (const use of propagation.helperUses)
    planIteration(use, helpers, graph, plan, (one) => together !== undefined && planParallel(one, together));
  for (const use of propagation.collectUses) planCollecting(use, propagation.helperUses, helpers, plan);
  finishAssertions(propagation.assertionUses, helpers, imported, plan);
  planSplits(propagation, seeds, profiles, plan);
  const resources = { ask, seeds, plan, files, leavesAlone, awaitUsingRuns: awaitUsingRuns(loaded) };
  for (const file of matter) if (mayChange(file)) planResources(file, resources);
  for (const file of changed) {
    noteFakeTimers(file, plan);
    settleFirst(file, { ask, plan, helpers });
  }
  planHazards({ ask, files, plan, propagation, mayChange }, seeds);
  helpers.finish();
  for (const file of direct) if (isGiven(file)) ignores.coversFile(file, true);
  ignores.report(plan, isGiven);
  const relative = (file: string) => plan.relative(file);
  const complete = plan.build();
  const packages = packageNeeds(complete.steps, profiles, changed, relative);
  const built = packages.length === 0 ? complete : { ...complete, packages };
  if (entries.length === 0) return { ok: true, plan: built };
  const entered = entries.flatMap(({ file }) => loaded.program.getSourceFile(file) ?? []);
  const becameAsync = (callable: Callable) => propagation.asyncCallables.has(callable);
  const changes = apiChanges(entered, { ask, files, plan: built, becameAsync, relative });
  return { ok: true, plan: { ...built, apiChanges: changes } };
}

function importsAny(file: ts.SourceFile, profiles: readonly Profile[]): boolean {
  const modules = new Set(profiles.flatMap(installedModules));
  const own = profiles.flatMap((profile) => Object.values(profile.files ?? {}));
  return own.includes(file.fileName) || moduleSpecifiers(file).some(({ text }) => modules.has(text));
}

function planSplits(
  propagation: Propagation,
  seeds: Seeds,
  profiles: readonly Profile[],
  plan: PlanBuilder,
): void {
  const splits = new Set(profiles.flatMap((profile) => profile.splits));
  const names = new ResultNames();
  for (const { calls } of propagation.facts.values()) {
    for (const { node, targets } of calls) {
      const entries = targets.map((target) => seeds.calls.get(target)?.entry);
      if (entries.some((entry) => entry !== undefined && splits.has(entry))) {
        planSplit(node as ts.CallExpression, plan, names);
      }
    }
  }
}

function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
