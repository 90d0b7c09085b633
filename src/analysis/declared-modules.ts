import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Relate } from './flows.js';
import type { PlanBuilder } from './plan-builder.js';
import { excerpt } from './plan-builder.js';
import type { Propagation } from './propagate.js';
import type { Questions } from './questions.js';
import { partsOf, type Meeting } from './type-meetings.js';
import type { UntypedFacts } from './untyped-facts.js';

/** JavaScript files of the project, with the declaration file that importers see in the place of each. */
export type DeclaredModules = ReadonlyMap<ts.SourceFile, ts.SourceFile>;

/** What the name of a JavaScript file ends with, and what that of its declarations does. */
const DECLARATIONS: Readonly<Record<string, string>> = {
  '.js': '.d.ts',
  '.jsx': '.d.ts',
  '.mjs': '.d.mts',
  '.cjs': '.d.cts',
};

/** The name of the declaration file that stands for a JavaScript file, if it has one. */
function declarationName(file: string): string | undefined {
  const { dir, name, ext } = path.posix.parse(file);
  const ending = DECLARATIONS[ext];
  return ending === undefined ? undefined : path.posix.join(dir, `${name}${ending}`);
}

/** The declaration files that stand beside JavaScript files, whether anything imports them or not. */
export function declarationsBeside(files: readonly string[]): string[] {
  return files.flatMap((file) => declarationName(file) ?? []).filter((name) => ts.sys.fileExists(name));
}

/** Finds the JavaScript files of a program whose declarations were written by hand and stand beside them. */
export function declaredModules(program: ts.Program, sources: readonly ts.SourceFile[]): DeclaredModules {
  const found = new Map<ts.SourceFile, ts.SourceFile>();
  for (const file of sources) {
    const name = declarationName(file.fileName);
    const declarations = name === undefined ? undefined : program.getSourceFile(name);
    if (declarations?.isDeclarationFile && ts.isExternalModule(declarations)) found.set(file, declarations);
  }
  return found;
}

/**
 * Relates what a JavaScript file exports to what its declarations say of it: what is called through the declarations is
 * what the file has. What a function takes goes the other way.
 */
export function relateDeclared(
  file: ts.SourceFile,
  declarations: ts.SourceFile,
  ask: Questions,
  relate: Relate,
  { stores }: UntypedFacts,
): void {
  const written = exportsOf(file, ask);
  const seen = new Map<ts.Type, Set<ts.Type>>();
  for (const [name, to] of exportsOf(declarations, ask)) {
    // The default of a CommonJS module is the whole of it, whichever way its declarations put that.
    const from = written.get(name) ?? (wholes.has(name) ? firstOf(wholes, written) : undefined);
    if (!from) continue;
    const at = from.valueDeclaration ?? file;
    for (const [source, target] of typesOf(from, to, ask)) {
      if (target.flags & ts.TypeFlags.Any) stores.push({ to, from: { type: source } });
      for (const meeting of partsOf({ source, target }, ask, seen)) {
        relate(meeting.source, meeting.target, at);
        for (const { to, type } of openMembersOf(meeting, ask)) stores.push({ to, from: { type } });
        for (const { to, type } of parametersOf(meeting, ask)) {
          const wanted = ask.checker.getTypeOfSymbol(to);
          if (wanted.flags & ts.TypeFlags.Any) stores.push({ to, from: { type } });
          else relate(type, wanted, at);
        }
      }
    }
  }
}

const wholes: ReadonlySet<string> = new Set(['export=', 'default']);

function firstOf<T>(names: Iterable<string>, found: ReadonlyMap<string, T>): T | undefined {
  for (const name of names) if (found.has(name)) return found.get(name);
  return undefined;
}

/** What a file exports, by name; `export=` is the whole of a CommonJS module that assigns it. */
function exportsOf(file: ts.SourceFile, ask: Questions): Map<string, ts.Symbol> {
  const module = ask.checker.getSymbolAtLocation(file);
  const found = new Map<string, ts.Symbol>();
  if (!module) return found;
  for (const symbol of ask.checker.getExportsOfModule(module)) found.set(symbol.name, resolved(symbol, ask));
  const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
  if (whole) found.set('export=', resolved(whole, ask));
  return found;
}

function resolved(symbol: ts.Symbol, ask: Questions): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(symbol) : symbol;
}

/** The types that meet when one symbol stands for another: their values', and of classes their instances'. */
function typesOf(from: ts.Symbol, to: ts.Symbol, ask: Questions): [source: ts.Type, target: ts.Type][] {
  const { checker } = ask;
  const values = [checker.getTypeOfSymbol(from), checker.getTypeOfSymbol(to)] as const;
  const [made, declared] = values.map((type) =>
    type.getConstructSignatures().map((signature) => signature.getReturnType()),
  );
  const instances = (made ?? []).flatMap((source) =>
    (declared ?? []).map((target): [ts.Type, ts.Type] => [source, target]),
  );
  return [[...values], ...instances];
}

/** The members that are declared as anything at all, with what they are. */
function openMembersOf({ source, target }: Meeting, ask: Questions): { to: ts.Symbol; type: ts.Type }[] {
  if (!(target.flags & ts.TypeFlags.Object)) return [];
  return target.getProperties().flatMap((to) => {
    const from = ask.checker.getTypeOfSymbol(to).flags & ts.TypeFlags.Any && source.getProperty(to.name);
    return from ? [{ to, type: ask.checker.getTypeOfSymbol(from) }] : [];
  });
}

/** The parameters of functions that are declared and of those that are written, which take what the former do. */
function parametersOf({ source, target }: Meeting, ask: Questions): { to: ts.Symbol; type: ts.Type }[] {
  const signatures = (type: ts.Type) => [
    ...type.getCallSignatures().map((signature) => ({ signature, makes: false })),
    ...type.getConstructSignatures().map((signature) => ({ signature, makes: true })),
  ];
  const declared = signatures(target);
  return signatures(source).flatMap((written) =>
    declared.flatMap(({ signature, makes }) => {
      if (makes !== written.makes) return [];
      return written.signature.parameters.flatMap((to, index) => {
        const from = signature.parameters[index];
        return from ? [{ to, type: ask.checker.getTypeOfSymbol(from) }] : [];
      });
    }),
  );
}

/**
 * Says of calls that go through declarations to a file in which functions became async that it is not visible which
 * function they call: nothing in the file is plainly what is declared.
 */
export function planUnfollowedDeclarations(
  modules: DeclaredModules,
  propagation: Propagation,
  mayChange: (file: ts.SourceFile) => boolean,
  plan: PlanBuilder,
): void {
  const writtenIn = new Map([...modules].map(([file, declarations]) => [declarations, file]));
  const isFollowed = (callable: Callable, file: ts.SourceFile): boolean =>
    propagation.flowsInto(callable).some(({ from }) => from.getSourceFile() === file);
  for (const { calls } of propagation.facts.values()) {
    for (const { node, targets } of calls) {
      for (const target of targets) {
        const declarations = target.getSourceFile();
        const file = writtenIn.get(declarations);
        if (!file || propagation.asyncCallables.has(target) || isFollowed(target, file)) continue;
        const cause = [...propagation.asyncCallables].find(([one]) => one.getSourceFile() === file)?.[1];
        if (!cause) continue;
        const [written, declared] = [file, declarations].map(({ fileName }) => path.basename(fileName));
        const message = `${excerpt(node)} is declared in ${declared ?? ''}, and what it calls in ${written ?? ''}, where functions return promises now, is not visible; export it there by the name it is declared by, or await it by hand`;
        plan.wall('AS214', node, message, cause, mayChange(node.getSourceFile()));
      }
    }
  }
}
