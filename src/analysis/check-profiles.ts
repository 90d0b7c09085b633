import { ts } from '../compiler/typescript.js';
import { didYouMean } from '../profiles/near-names.js';
import type { Profile } from '../profiles/profile.js';
import type { LoadedProgram, LoadFailure } from './load-program.js';
import type { PlanBuilder } from './plan-builder.js';
import { installedModules, moduleSpecifiers, partsOf, ProfileNames } from './profile-names.js';
import type { Questions } from './questions.js';

/**
 * Checks what a user's profiles name: a name that its module does not have is an error, since calls of it would be passed
 * over without a word. A module that cannot be looked into is noted.
 */
export function checkProfiles(
  loaded: LoadedProgram,
  ask: Questions,
  profiles: readonly Profile[],
  plan: PlanBuilder,
): LoadFailure[] {
  return profiles.flatMap((profile) => {
    const { origin } = profile;
    if (!origin) return [];
    const names = new ProfileNames(loaded, ask, profile);
    const outside = Object.entries(profile.files ?? {}).filter(([module]) => !names.modules.has(module));
    if (outside.length > 0) return outside.map(([module]) => notInProgram(origin, module));
    if (names.modules.size > 0) return missingNames(profile, origin, names, ask);
    noteMissing(profile, origin, loaded, plan);
    return [];
  });
}

type Origin = NonNullable<Profile['origin']>;

function notInProgram({ file, path }: Origin, module: string): LoadFailure {
  const message = `'${module}' is no module of the program. Name it among the paths, or include it in the tsconfig.`;
  return { file, message: `${path}.module: ${message}` };
}

/** The names that none of the modules has which are there. */
function missingNames(
  profile: Profile,
  { file, path }: Origin,
  names: ProfileNames,
  ask: Questions,
): LoadFailure[] {
  const given = [
    ...profile.asyncCalls.map((name) => ({ setting: 'asyncCalls', name })),
    ...Object.keys(profile.moves).map((name) => ({ setting: 'moves', name })),
    ...Object.keys(profile.renames).map((name) => ({ setting: 'renames', name })),
    ...(profile.awaitCallbacks ?? []).map((name) => ({ setting: 'awaitCallbacks', name })),
    ...Object.keys(profile.lacks ?? {}).map((name) => ({ setting: 'lacks', name })),
    ...Object.keys(profile.hazards ?? {}).map((name) => ({ setting: 'hazards', name })),
    ...Object.keys(profile.results ?? {}).map((name) => ({ setting: 'results', name })),
    ...Object.keys(profile.absent ?? {}).map((name) => ({ setting: 'absent', name })),
    ...Object.keys(profile.setUps ?? {}).map((name) => ({ setting: 'setUps', name })),
    ...profile.resources.map(({ type }) => ({ setting: 'resources', name: type })),
    ...profile.resources.map(({ type, close }) => ({ setting: 'resources', name: `${type}.${close}` })),
  ];
  const settings = new Map<string, { setting: string; own: string; names: string[] }>();
  for (const { setting, name } of given) {
    const own = name.slice(partsOf(name).module.length + 1);
    const key = `${setting} ${own}`;
    const entry = settings.get(key) ?? { setting, own, names: [] };
    settings.set(key, { ...entry, names: [...entry.names, name] });
  }
  return [...settings.values()].flatMap(({ setting, own, names: all }) => {
    const here = all.filter((name) => names.modules.has(partsOf(name).module));
    // After an earlier run, what is renamed has its new name.
    const renamed = here.flatMap((name) => renamedTo(name, profile) ?? []);
    if (setting !== 'moves' && renamed.some((name) => names.symbol(name))) return [];
    const found = here.flatMap((name) => names.symbol(name) ?? []);
    const modules = here.map((name) => `'${partsOf(name).module}'`).join(' or ');
    if (found.length === 0) {
      const near = didYouMean(
        own,
        here.flatMap((name) => names.alternatives(name)),
      );
      return [{ file, message: `${path}.${setting}: there is no "${own}" in ${modules}.${near}` }];
    }
    const isCalled = here.some((name) => names.callables(name).length > 0 || isOpen(names.symbol(name), ask));
    if (setting !== 'asyncCalls' || isCalled) return [];
    const message = `"${own}" of ${modules} is no function or method. Name what is called: '${own}.…'.`;
    return [{ file, message: `${path}.${setting}: ${message}` }];
  });
}

/** The name a profile gives something in place of its own. */
function renamedTo(name: string, { renames }: Profile): string | undefined {
  const { module, exported, members } = partsOf(name);
  const to = renames[name];
  return to && `${module}#${[exported, ...members].slice(0, -1).concat(to).join('.')}`;
}

/** Whether nothing is known of a symbol's type, so that it may be a function. */
function isOpen(symbol: ts.Symbol | undefined, ask: Questions): boolean {
  return symbol !== undefined && (ask.checker.getTypeOfSymbol(symbol).flags & ts.TypeFlags.Any) !== 0;
}

/** Notes that none of a profile's modules is there to look into: at its import, or in the configuration. */
function noteMissing(
  profile: Profile,
  { file }: Origin,
  { sources }: LoadedProgram,
  plan: PlanBuilder,
): void {
  const modules = installedModules(profile);
  const specifiers = sources.flatMap((source) =>
    moduleSpecifiers(source).filter(({ text }) => modules.includes(text)),
  );
  const [first] = specifiers;
  if (first) {
    const message = `'${first.text}' has no types here, so its calls are not seen; install it, or give its profile declarations`;
    plan.note('AS411', first, message);
    return;
  }
  // One configuration may serve several projects, of which only some use a library.
  if (plan.relative(file).startsWith('../')) return;
  const quoted = modules.flatMap((module) => [`'${module}'`, `"${module}"`]);
  const lines = (ts.sys.readFile(file) ?? '').split('\n');
  const line = lines.findIndex((text) => quoted.some((module) => text.includes(module))) + 1;
  const named = modules.map((module) => `'${module}'`).join(' or ');
  const message = `no file imports ${named}; write the module's name as the imports have it`;
  plan.noteIn('AS411', file, { line: Math.max(1, line), range: { start: 0, end: 0 } }, message);
}
