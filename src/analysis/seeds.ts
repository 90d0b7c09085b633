import { ts } from '../compiler/typescript.js';
import type { Profile } from '../profiles/profile.js';
import type { Callable } from './callables.js';
import { callableOf, declarationsOf } from './callables.js';
import type { LoadedProgram } from './load-program.js';
import type { Questions } from './questions.js';

/** A profile's names looked up in one program: declarations and symbols instead of text. */
export interface Seeds {
  /** Callables that do I/O, with the profile entry that says so. */
  calls: ReadonlyMap<Callable, ProfileEntry>;
  /** Exports (symbols) that are replaced, and by what. */
  moves: ReadonlyMap<ts.Symbol, { module: string; name: string }>;
  /** Every looked-up export by its profile name, `module#name`, or `module#Class.member` for a static member. */
  exports: ReadonlyMap<string, ts.Symbol>;
  /** Declarations of types that are opened and closed, with the callable that closes them. */
  resources: ReadonlyMap<ts.Symbol, Callable>;
  /** Type aliases that mark a property as lazily loaded, and the property to read it through. */
  lazyMarkers: ReadonlyMap<ts.Symbol, { through: string; entry: ProfileEntry }>;
  /** Callables after which properties of loaded objects have to be loaded again. */
  expires: ReadonlySet<Callable>;
  /** Callables that load the properties of the object they are given again. */
  refreshes: ReadonlySet<Callable>;
  /** The modules that exports are moved out of, as their files' symbols. */
  modules: ReadonlySet<ts.Symbol>;
}

export interface ProfileEntry {
  profile: string;
  entry: string;
}

/** Looks a profile's names up in the modules that the program's files import. */
export function findSeeds(loaded: LoadedProgram, ask: Questions, profiles: readonly Profile[]): Seeds {
  const calls = new Map<Callable, ProfileEntry>();
  const moves = new Map<ts.Symbol, { module: string; name: string }>();
  const exports = new Map<string, ts.Symbol>();
  const resources = new Map<ts.Symbol, Callable>();
  const lazyMarkers = new Map<ts.Symbol, { through: string; entry: ProfileEntry }>();
  const modules = new Set<ts.Symbol>();
  const expires = new Set<Callable>();
  const refreshes = new Set<Callable>();

  for (const profile of profiles) {
    const found = importedModules(loaded, ask, profile.modules);
    for (const symbol of found.values()) modules.add(symbol);
    const lookUp = (name: string) => exportedSymbol(ask, found, name);

    for (const entry of profile.asyncCalls) {
      for (const callable of callablesNamed(ask, lookUp, entry)) {
        if (!alreadyAsync(ask, callable)) calls.set(callable, { profile: profile.name, entry });
      }
    }
    for (const [from, to] of Object.entries(profile.moves)) {
      const symbol = lookUp(from);
      if (symbol) moves.set(symbol, to);
    }
    for (const { type, close } of profile.resources) {
      const symbol = lookUp(type);
      const [closing] = callablesNamed(ask, lookUp, `${type}.${close}`);
      if (symbol && closing) resources.set(symbol, closing);
      for (const callable of callablesNamed(ask, lookUp, `${type}.[Symbol.dispose]`)) {
        calls.set(callable, { profile: profile.name, entry: `${type}.[Symbol.dispose]` });
      }
    }
    for (const { marker, through } of profile.lazyReads) {
      const symbol = lookUp(marker);
      if (symbol) lazyMarkers.set(symbol, { through, entry: { profile: profile.name, entry: marker } });
    }
    const callables = (names: readonly string[] = []) =>
      names.flatMap((name) => callablesNamed(ask, lookUp, name));
    for (const callable of callables(profile.expiry?.expires)) expires.add(callable);
    for (const callable of callables(profile.expiry?.refreshes)) refreshes.add(callable);
    for (const name of exportNames(profile)) {
      const symbol = lookUp(name);
      if (symbol) exports.set(name, symbol);
    }
  }
  return { calls, moves, exports, resources, lazyMarkers, expires, refreshes, modules };
}

/** The exports a profile's rules speak of, beside its async calls and moves. */
function exportNames(profile: Profile): Set<string> {
  return new Set([
    ...profile.options.flatMap((rule) => [rule.call, rule.type]),
    ...profile.urls.flatMap((rule) => [rule.call, ...rule.makers.map((maker) => maker.call)]),
    ...(profile.pools ? [profile.pools.call] : []),
  ]);
}

function importedModules(
  loaded: LoadedProgram,
  ask: Questions,
  names: readonly string[],
): Map<string, ts.Symbol> {
  const found = new Map<string, ts.Symbol>();
  for (const file of loaded.sources) {
    for (const specifier of moduleSpecifiers(file)) {
      if (!names.includes(specifier.text) || found.has(specifier.text)) continue;
      const symbol = ask.symbol(specifier);
      if (symbol) found.set(specifier.text, symbol);
    }
    if (found.size === names.length) break;
  }
  return found;
}

/** The module names a file imports, requires or re-exports. The compiler collects them while parsing. */
export function moduleSpecifiers(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
}

function exportedSymbol(
  ask: Questions,
  modules: ReadonlyMap<string, ts.Symbol>,
  name: string,
): ts.Symbol | undefined {
  const [module = '', path = ''] = name.split('#');
  const [exported = '', member] = path.split('.');
  const symbol = modules.get(module);
  if (!symbol) return undefined;
  const found = ask.checker.tryGetMemberInModuleExports(exported, symbol);
  const resolved = found && found.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(found) : found;
  return member === undefined ? resolved : resolved?.exports?.get(ts.escapeLeadingUnderscores(member));
}

function callablesNamed(
  ask: Questions,
  lookUp: (name: string) => ts.Symbol | undefined,
  entry: string,
): Callable[] {
  const hash = entry.indexOf('#');
  const dot = entry.indexOf('.', hash);
  const symbol = lookUp(dot < 0 ? entry : entry.slice(0, dot));
  if (!symbol) return [];
  if (dot < 0) return ask.callables(ask.checker.getTypeOfSymbol(symbol));
  const type = ask.checker.getDeclaredTypeOfSymbol(symbol);
  const member = entry.slice(dot + 1);
  if (member === '[Symbol.dispose]') return disposers(ask, type);
  return ask.member(type, member)?.callables ?? [];
}

/** The callables behind a type's `[Symbol.dispose]`. The compiler names well-known symbols `__@dispose@<id>`. */
export function disposers(ask: Questions, type: ts.Type): Callable[] {
  const symbol = ask.checker
    .getPropertiesOfType(type)
    .find((property) => String(property.escapedName).startsWith('__@dispose@'));
  return symbol ? ask.callables(ask.checker.getTypeOfSymbol(symbol)) : [];
}

/** An API with one name for both faces (overloads) has promises already where it is asynchronous. */
function alreadyAsync(ask: Questions, callable: Callable): boolean {
  return declarationsOf(callableOf(callable)).every((declaration) => {
    const signature = ask.checker.getSignatureFromDeclaration(declaration);
    return signature !== undefined && ask.isPromise(ask.checker.getReturnTypeOfSignature(signature));
  });
}
