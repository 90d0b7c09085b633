import { ts } from '../compiler/typescript.js';
import type { Profile } from '../profiles/profile.js';
import type { Callable } from './callables.js';
import type { LoadedProgram } from './load-program.js';
import type { Questions } from './questions.js';

/** The names of a profile (`module#Type.member`), looked up in the modules that the program's files import. */
export class ProfileNames {
  readonly #ask: Questions;
  /** The profile's modules that are imported and resolve, or are files of the program, by the name the profile has for them. */
  readonly modules: ReadonlyMap<string, ts.Symbol>;

  constructor(loaded: LoadedProgram, ask: Questions, profile: Profile) {
    this.#ask = ask;
    this.modules = new Map([
      ...importedModules(loaded, ask, installedModules(profile)),
      ...ownModules(loaded, profile),
      ...readModules(loaded, profile),
    ]);
  }

  /** The symbol of an export, or of a member of one. */
  symbol(name: string): ts.Symbol | undefined {
    const { module, exported, members } = partsOf(name);
    const found = this.#exported(module, exported);
    return members.reduce<ts.Symbol | undefined>(
      (owner, member) => owner && this.#member(owner, member),
      found,
    );
  }

  /** The callables behind an exported function, a function type, or a method. */
  callables(name: string): readonly Callable[] {
    const symbol = this.symbol(name);
    if (!symbol) return [];
    const { checker } = this.#ask;
    const isType = (symbol.flags & ts.SymbolFlags.Value) === 0;
    const literal = typeOfLiteral(symbol, checker);
    if (literal) return this.#ask.callables(literal);
    return this.#ask.callables(
      isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol),
    );
  }

  /** Names there are in place of one that is not: exports of its module, or members of what it names a member of. */
  alternatives(name: string): string[] {
    const { module, exported, members } = partsOf(name);
    const symbol = this.modules.get(module);
    if (!symbol) return [];
    const { checker } = this.#ask;
    const owner = this.#exported(module, exported);
    if (!owner || members.length === 0) return checker.getExportsOfModule(symbol).map(({ name }) => name);
    return this.#types(owner).flatMap((type) =>
      checker.getPropertiesOfType(type).map((property) => `${exported}.${property.name}`),
    );
  }

  /** An export of a module, or what its declarations have under a name without exporting it. */
  #exported(module: string, name: string): ts.Symbol | undefined {
    const { checker } = this.#ask;
    const symbol = this.modules.get(module);
    if (!symbol) return undefined;
    const found = checker.tryGetMemberInModuleExports(name, symbol) ?? localOf(symbol, name);
    return found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  }

  /** A member of the instances of a class or interface, of the class itself, or of a value. */
  #member(owner: ts.Symbol, name: string): ts.Symbol | undefined {
    const inside =
      owner.flags & ts.SymbolFlags.Namespace
        ? owner.exports?.get(ts.escapeLeadingUnderscores(name))
        : undefined;
    if (inside) return inside;
    if (name === '(result)') {
      const [signature] = this.#ask.checker.getTypeOfSymbol(owner).getCallSignatures();
      return signature?.getReturnType().symbol;
    }
    const wellKnown = /^\[Symbol\.(\w+)\]$/.exec(name)?.[1];
    for (const type of this.#types(owner)) {
      const apparent = this.#ask.checker.getApparentType(type);
      const member =
        wellKnown === undefined
          ? this.#ask.checker.getPropertyOfType(apparent, name)
          : wellKnownMember(apparent, wellKnown, this.#ask.checker);
      if (member) return member;
    }
    return undefined;
  }

  #types(symbol: ts.Symbol): ts.Type[] {
    const { checker } = this.#ask;
    const literal = typeOfLiteral(symbol, checker);
    if (literal) return [literal];
    return [
      ...(symbol.flags & ts.SymbolFlags.Type ? [checker.getDeclaredTypeOfSymbol(symbol)] : []),
      ...(symbol.flags & ts.SymbolFlags.Value ? [checker.getTypeOfSymbol(symbol)] : []),
    ];
  }
}

/** The type that a symbol of a type without a name stands for: what a function is declared to give. */
function typeOfLiteral(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Type | undefined {
  const [declaration] = symbol.flags & ts.SymbolFlags.TypeLiteral ? (symbol.declarations ?? []) : [];
  return declaration && checker.getTypeAtLocation(declaration);
}

/** What a module's declarations have under a name for themselves. */
function localOf({ declarations = [] }: ts.Symbol, name: string): ts.Symbol | undefined {
  const key = ts.escapeLeadingUnderscores(name);
  const tables = declarations.map((one) => (one as { locals?: ts.SymbolTable }).locals);
  return tables.map((table) => table?.get(key)).find((found) => found !== undefined);
}

/** A member that is named by a well-known symbol. The compiler calls it `__@dispose@<id>`. */
export function wellKnownMember(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Symbol | undefined {
  return checker
    .getPropertiesOfType(type)
    .find((property) => String(property.escapedName).startsWith(`__@${name}@`));
}

/** The modules of a profile that are no files of the project. */
export function installedModules({ modules, files = {} }: Profile): string[] {
  return modules.filter((module) => !(module in files));
}

/** The module names a file imports, requires or re-exports. The compiler collects them while parsing. */
export function moduleSpecifiers(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
}

/** A profile's name taken apart: `module#Type.member.[Symbol.dispose]`. */
export function partsOf(name: string): { module: string; exported: string; members: string[] } {
  const hash = name.lastIndexOf('#');
  const [exported = '', ...members] = name.slice(hash + 1).match(/\[Symbol\.\w+\]|[^.]+/g) ?? [];
  return { module: name.slice(0, hash), exported, members };
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
      const symbol = ask.symbol(specifier) ?? ask.module(specifier);
      if (symbol) found.set(specifier.text, symbol);
    }
    if (found.size === names.length) break;
  }
  return found;
}

/** Modules that the profile's rules speak of: as they resolve for a file that imports one of the profile's own. */
function readModules(
  { program, sources, optionsOf }: LoadedProgram,
  profile: Profile,
): Map<string, ts.Symbol> {
  const found = new Map<string, ts.Symbol>();
  const { reads = [], modules } = profile;
  if (reads.length === 0) return found;
  const importing = sources.find((file) => moduleSpecifiers(file).some(({ text }) => modules.includes(text)));
  if (!importing) return found;
  for (const module of reads) {
    const format = importing.impliedNodeFormat;
    const options = optionsOf(importing);
    const resolved = ts.resolveModuleName(
      module,
      importing.fileName,
      options,
      ts.sys,
      undefined,
      undefined,
      format,
    );
    const name = resolved.resolvedModule?.resolvedFileName;
    const file =
      (name === undefined ? undefined : program.getSourceFile(name)) ??
      program.getSourceFile(profile.declarations[module] ?? '');
    const symbol = (file as { symbol?: ts.Symbol } | undefined)?.symbol;
    if (symbol) found.set(module, symbol);
  }
  return found;
}

function ownModules({ program }: LoadedProgram, { files = {} }: Profile): Map<string, ts.Symbol> {
  const found = new Map<string, ts.Symbol>();
  for (const [module, name] of Object.entries(files)) {
    // A parsed file that is a module, of whichever kind, has a symbol; the checker tells it only of one kind.
    const symbol = (program.getSourceFile(name) as { symbol?: ts.Symbol } | undefined)?.symbol;
    if (symbol) found.set(module, symbol);
  }
  return found;
}
