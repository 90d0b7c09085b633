import path from 'node:path';
import type { ts } from '../compiler/typescript.js';
import type { ConnectionRule, Move, Profile, StayRule, TypeArgumentRule } from '../profiles/profile.js';
import type { Callable } from './callables.js';
import { callableOf, declarationsOf } from './callables.js';
import type { LoadedProgram } from './load-program.js';
import { ProfileNames, wellKnownMember } from './profile-names.js';
import type { Questions } from './questions.js';

/** A profile's names looked up in one program: declarations and symbols instead of text. */
export interface Seeds {
  /** Callables that do I/O, with the profile entry that says so. */
  calls: ReadonlyMap<Callable, ProfileEntry>;
  /** Declarations of properties whose value goes through a function, and which. */
  results: ReadonlyMap<ts.Node, { callee: string; entry: ProfileEntry }>;
  /** Callables that say in another way now that there is nothing, with how they said it. */
  absent: ReadonlyMap<Callable, { to: 'null' | 'undefined'; entry: ProfileEntry }>;
  /** Callables whose calls stay where they give a promise already. */
  bothKinds: ReadonlySet<Callable>;
  /** Methods of promises that go: what they are called on is awaited. */
  dropped: ReadonlySet<Callable>;
  /** Type arguments that change, by the type. */
  typeArguments: ReadonlyMap<ts.Symbol, readonly (TypeArgumentRule & { entry: ProfileEntry })[]>;
  /** Callables of the project's own that become asynchronous themselves, with the profile entry that says so. */
  own: ReadonlyMap<Callable, ProfileEntry>;
  /** Members, and exports of the project's own files, that get another name. */
  renames: readonly Rename[];
  /** Declarations that are asynchronous already beside a synchronous one, and stay as they are. */
  settled: ReadonlySet<ts.Node>;
  /** Exports (symbols) that are replaced, and by what. */
  moves: ReadonlyMap<ts.Symbol, Move>;
  /** Exports whose place a helper takes, and which. */
  helpers: ReadonlyMap<ts.Symbol, { helper: string; entry: ProfileEntry }>;
  /** Exports of which some uses stay as they are, and when. */
  stays: ReadonlyMap<ts.Symbol, readonly StayRule[]>;
  /** Moved exports that may stay beside what takes their place, where they cannot be awaited. */
  sideBySide: ReadonlySet<ts.Symbol>;
  /** Calls that mean something else once other code can run in between, with what to see to. */
  hazards: ReadonlyMap<Callable, string>;
  /** Every looked-up export by its profile name, `module#name`, or `module#Class.member` for a static member. */
  exports: ReadonlyMap<string, ts.Symbol>;
  /** Declarations of types that are opened and closed, with the callable that closes them. */
  resources: ReadonlyMap<ts.Symbol, Callable>;
  /** Type aliases that mark a property as lazily loaded, and the property to read it through. */
  lazyMarkers: ReadonlyMap<ts.Symbol, { through: string; entry: ProfileEntry }>;
  /** Declarations of properties that give a promise on the asynchronous side. */
  asyncReads: ReadonlyMap<ts.Node, ProfileEntry & { name: string }>;
  /** Callables that wait for the promise a callback returns. */
  awaitCallbacks: ReadonlySet<Callable>;
  /** Members for which there is nothing in the asynchronous API, with what to do instead. */
  lacks: ReadonlyMap<ts.Symbol, { entry: ProfileEntry; instead: string }>;
  /** Types whose values can be told to do something before all that is asked of them next, with the method for it. */
  setUps: ReadonlyMap<ts.Symbol, string>;
  /** Types of connections. */
  connections: ReadonlyMap<ts.Symbol, ConnectionRule>;
  /** Callables after which properties of loaded objects have to be loaded again. */
  expires: ReadonlySet<Callable>;
  /** Callables that load the properties of the object they are given again. */
  refreshes: ReadonlySet<Callable>;
  tasks: TaskSeeds;
}

/** What several tasks may do at once, looked up. */
export interface TaskSeeds {
  /** Types whose values belong to one task at a time. */
  owned: ReadonlySet<ts.Symbol>;
  /** Types whose values any number of tasks may use. */
  shared: ReadonlySet<ts.Symbol>;
  /** Callables whose order shows. */
  effects: ReadonlySet<Callable>;
  /** The folders that hold the declarations of APIs with such rules. */
  folders: readonly string[];
}

/** Something that gets another name. */
export interface Rename {
  symbol: ts.Symbol;
  from: string;
  to: string;
  /** What has the new name beside it already: then it stays, and its uses change. */
  twin: ts.Symbol | undefined;
  /** Whether it keeps its name in a call that is not awaited, where it is as right as before. */
  sideBySide: boolean;
  entry: ProfileEntry;
}

export interface ProfileEntry {
  profile: string;
  entry: string;
}

/** Looks a profile's names up in the modules that the program's files import. */
export function findSeeds(loaded: LoadedProgram, ask: Questions, profiles: readonly Profile[]): Seeds {
  const calls = new Map<Callable, ProfileEntry>();
  const own = new Map<Callable, ProfileEntry>();
  const results = new Map<ts.Node, { callee: string; entry: ProfileEntry }>();
  const absent = new Map<Callable, { to: 'null' | 'undefined'; entry: ProfileEntry }>();
  const bothKinds = new Set<Callable>();
  const dropped = new Set<Callable>();
  const typeArguments = new Map<ts.Symbol, (TypeArgumentRule & { entry: ProfileEntry })[]>();
  const renames: Rename[] = [];
  const moves = new Map<ts.Symbol, Move>();
  const helpers = new Map<ts.Symbol, { helper: string; entry: ProfileEntry }>();
  const hazards = new Map<Callable, string>();
  const sideBySide = new Set<ts.Symbol>();
  const stays = new Map<ts.Symbol, readonly StayRule[]>();
  const exports = new Map<string, ts.Symbol>();
  const resources = new Map<ts.Symbol, Callable>();
  const lazyMarkers = new Map<ts.Symbol, { through: string; entry: ProfileEntry }>();
  const asyncReads = new Map<ts.Node, ProfileEntry & { name: string }>();
  const awaitCallbacks = new Set<Callable>();
  const lacks = new Map<ts.Symbol, { entry: ProfileEntry; instead: string }>();
  const setUps = new Map<ts.Symbol, string>();
  const connections = new Map<ts.Symbol, ConnectionRule>();
  const expires = new Set<Callable>();
  const refreshes = new Set<Callable>();
  const owned = new Set<ts.Symbol>();
  const shared = new Set<ts.Symbol>();
  const effects = new Set<Callable>();
  const folders: string[] = [];
  const sources = new Set(loaded.sources);

  for (const profile of profiles) {
    const names = new ProfileNames(loaded, ask, profile);
    if (!applies(profile, names)) continue;
    const found = findRenames(profile, names);
    renames.push(...found);
    const hasTwin = new Set(found.filter(({ twin }) => twin).map(({ symbol }) => symbol));

    const add = (callable: Callable, entry: string): void => {
      const symbol = names.symbol(entry);
      const becomesAsync = sources.has(callable.getSourceFile()) && !(symbol && hasTwin.has(symbol));
      (becomesAsync ? own : calls).set(callable, { profile: profile.name, entry });
    };
    for (const entry of [...profile.asyncCalls, ...(profile.dropped ?? [])]) {
      for (const callable of names.callables(entry)) if (!alreadyAsync(ask, callable)) add(callable, entry);
    }
    if (profile.bothKinds) {
      for (const callable of profile.asyncCalls.flatMap((entry) => names.callables(entry))) {
        bothKinds.add(callable);
      }
    }
    for (const callable of (profile.dropped ?? []).flatMap((entry) => names.callables(entry))) {
      dropped.add(callable);
    }
    for (const [entry, callee] of Object.entries(profile.results ?? {})) {
      for (const declaration of names.symbol(entry)?.declarations ?? []) {
        results.set(declaration, { callee, entry: { profile: profile.name, entry } });
      }
    }
    for (const [entry, to] of Object.entries(profile.absent ?? {})) {
      for (const callable of names.callables(entry)) {
        absent.set(callable, { to, entry: { profile: profile.name, entry } });
      }
    }
    for (const rule of profile.typeArguments ?? []) {
      const symbol = names.symbol(rule.type);
      const entry = { profile: profile.name, entry: rule.type };
      const known = (symbol && typeArguments.get(symbol)) ?? [];
      // Two profiles of one API may say the same.
      const isKnown = known.some((one) => one.argument === rule.argument && one.from === rule.from);
      if (symbol && !isKnown) typeArguments.set(symbol, [...known, { ...rule, entry }]);
    }
    for (const [from, to] of Object.entries(profile.moves)) {
      const symbol = names.symbol(from);
      if (symbol) moves.set(symbol, to);
    }
    for (const [entry, helper] of Object.entries(profile.helpers ?? {})) {
      const symbol = names.symbol(entry);
      if (symbol) helpers.set(symbol, { helper, entry: { profile: profile.name, entry } });
    }
    if (profile.sideBySide) {
      for (const name of Object.keys({ ...profile.moves, ...profile.helpers }))
        addTo(sideBySide, names.symbol(name));
    }
    for (const [entry, rules] of Object.entries(profile.stays ?? {})) {
      const symbol = names.symbol(entry);
      if (symbol) stays.set(symbol, rules);
    }
    for (const { type, close } of profile.resources) {
      const symbol = names.symbol(type);
      const [closing] = names.callables(`${type}.${close}`);
      if (symbol && closing) resources.set(symbol, closing);
      const dispose = `${type}.[Symbol.dispose]`;
      for (const callable of names.callables(dispose)) add(callable, dispose);
    }
    for (const { marker, through } of profile.lazyReads) {
      const symbol = names.symbol(marker);
      if (symbol) lazyMarkers.set(symbol, { through, entry: { profile: profile.name, entry: marker } });
    }
    for (const entry of profile.asyncReads ?? []) {
      const symbol = names.symbol(entry);
      for (const declaration of symbol?.declarations ?? [])
        asyncReads.set(declaration, { profile: profile.name, entry, name: symbol?.name ?? '' });
    }
    const callables = (given: readonly string[] = []) => given.flatMap((name) => names.callables(name));
    for (const [entry, message] of Object.entries(profile.hazards ?? {}))
      for (const callable of names.callables(entry)) hazards.set(callable, message);
    for (const callable of callables(profile.awaitCallbacks)) awaitCallbacks.add(callable);
    for (const [entry, instead] of Object.entries(profile.lacks ?? {})) {
      const symbol = names.symbol(entry);
      if (symbol) lacks.set(symbol, { entry: { profile: profile.name, entry }, instead });
    }
    for (const [type, method] of Object.entries(profile.setUps ?? {})) {
      const symbol = names.symbol(type);
      if (symbol) setUps.set(symbol, method);
    }
    for (const [type, rule] of Object.entries(profile.connections ?? {})) {
      const symbol = names.symbol(type);
      if (symbol) connections.set(symbol, rule);
    }
    for (const callable of callables(profile.expiry?.expires)) expires.add(callable);
    for (const callable of callables(profile.expiry?.refreshes)) refreshes.add(callable);
    const { tasks } = profile;
    if (tasks) {
      for (const name of tasks.owned) addTo(owned, names.symbol(name));
      for (const name of tasks.shared) addTo(shared, names.symbol(name));
      for (const callable of callables(tasks.effects)) effects.add(callable);
      for (const module of names.modules.values()) {
        const file = module.valueDeclaration?.getSourceFile().fileName;
        if (file !== undefined) folders.push(`${path.posix.dirname(file)}/`);
      }
    }
    for (const name of exportNames(profile)) {
      const symbol = names.symbol(name);
      if (symbol) exports.set(name, symbol);
    }
  }
  const settled = new Set(renames.flatMap(({ twin }) => twin?.declarations ?? []));
  const tasks = { owned, shared, effects, folders };
  return {
    calls,
    results,
    absent,
    bothKinds,
    dropped,
    typeArguments,
    own,
    renames,
    settled,
    moves,
    helpers,
    stays,
    sideBySide,
    hazards,
    exports,
    resources,
    lazyMarkers,
    asyncReads,
    awaitCallbacks,
    lacks,
    setUps,
    connections,
    expires,
    refreshes,
    tasks,
  };
}

/** Whether a profile is for what the program imports. */
function applies({ onlyWith, modules }: Profile, names: ProfileNames): boolean {
  if (onlyWith === undefined) return true;
  return modules.some((module) => names.modules.has(module)) && names.symbol(onlyWith) !== undefined;
}

function addTo(set: Set<ts.Symbol>, symbol: ts.Symbol | undefined): void {
  if (symbol) set.add(symbol);
}

/** The renames of a profile that are not moves: those of members, and of what files of the project export. */
function findRenames(profile: Profile, names: ProfileNames): Rename[] {
  return Object.entries(profile.renames).flatMap(([name, to]) => {
    const symbol = names.symbol(name);
    if (!symbol || name in profile.moves) return [];
    const twin = name.slice(0, name.length - symbol.name.length) + to;
    const entry = { profile: profile.name, entry: name };
    const sideBySide = profile.sideBySide === true && profile.asyncCalls.includes(name);
    return [{ symbol, from: symbol.name, to, twin: names.symbol(twin), sideBySide, entry }];
  });
}

/** The exports a profile's rules speak of, beside its async calls and moves. */
function exportNames(profile: Profile): Set<string> {
  return new Set([
    ...profile.options.flatMap((rule) => [rule.call, rule.type]),
    ...profile.urls.flatMap((rule) => [rule.call, ...rule.makers.map((maker) => maker.call)]),
    ...(profile.pools ? [profile.pools.call] : []),
    ...(profile.onlyWith === undefined ? [] : [profile.onlyWith]),
    ...(profile.adapters ?? []).flatMap(({ onlyWith }) => onlyWith ?? []),
  ]);
}

/** The callables behind a type's `[Symbol.dispose]`. */
export function disposers(ask: Questions, type: ts.Type): readonly Callable[] {
  const symbol = wellKnownMember(type, 'dispose', ask.checker);
  return symbol ? ask.callables(ask.checker.getTypeOfSymbol(symbol)) : [];
}

/** An API with one name for both faces (overloads) has promises already where it is asynchronous. */
function alreadyAsync(ask: Questions, callable: Callable): boolean {
  return declarationsOf(callableOf(callable)).every((declaration) => {
    const signature = ask.checker.getSignatureFromDeclaration(declaration);
    return signature !== undefined && ask.isPromise(ask.checker.getReturnTypeOfSignature(signature));
  });
}
