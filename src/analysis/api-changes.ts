import { ts } from '../compiler/typescript.js';
import type { ApiChange, Plan, Step } from '../plan/plan.js';
import { declarationsOf, type Callable } from './callables.js';
import { rangeOf } from './ranges.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

interface ApiContext {
  ask: Questions;
  files: SourceFiles;
  plan: Plan;
  /** Whether callers of a callable get a promise now and did not before. */
  becameAsync: (callable: Callable) => boolean;
  /** A file's name as the Plan writes it. */
  relative: (file: string) => string;
}

/**
 * What a package's users reach through its entries and that gives a promise now: functions and methods, getters that are
 * methods now, and classes that a static factory makes the objects of.
 */
export function apiChanges(entries: readonly ts.SourceFile[], context: ApiContext): ApiChange[] {
  const found = new Map<string, ApiChange>();
  const seen = new Set<ts.Symbol>();
  const visit = (name: string, given: ts.Symbol): void => {
    const { checker } = context.ask;
    const symbol = given.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(given) : given;
    if (seen.has(symbol)) return;
    seen.add(symbol);
    if (symbol.flags & ts.SymbolFlags.Module) {
      for (const one of checker.getExportsOfModule(symbol)) visit(`${name}.${one.name}`, one);
      return;
    }
    addFactory(found, name, symbol, context);
    for (const type of typesOf(symbol, checker)) {
      add(found, name, context.ask.callables(type), context);
      for (const member of checker.getPropertiesOfType(type)) {
        const callables = isPublic(member) ? context.ask.callables(checker.getTypeOfSymbol(member)) : [];
        add(found, `${name}.${member.name}`, callables, context);
        if (isPublic(member)) addGetter(found, `${name}.${member.name}`, member, context);
      }
    }
  };
  for (const entry of entries) {
    const module = (entry as { symbol?: ts.Symbol }).symbol;
    const exported = module ? context.ask.checker.getExportsOfModule(module) : [];
    for (const symbol of exported) visit(symbol.name, symbol);
  }
  return [...found.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** The types a name gives access to: that of instances, and that of the value. */
function typesOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Type[] {
  return [
    ...(symbol.flags & ts.SymbolFlags.Value ? [checker.getTypeOfSymbol(symbol)] : []),
    ...(symbol.flags & ts.SymbolFlags.Type ? [checker.getDeclaredTypeOfSymbol(symbol)] : []),
  ];
}

function isPublic(member: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (member.declarations ?? []).every((declaration) => {
    const name = ts.getNameOfDeclaration(declaration);
    const isHidden = (ts.getCombinedModifierFlags(declaration) & hidden) !== 0;
    return !isHidden && !(name && ts.isPrivateIdentifier(name));
  });
}

function add(
  found: Map<string, ApiChange>,
  name: string,
  callables: readonly Callable[],
  context: ApiContext,
): void {
  const { ask, files, becameAsync } = context;
  for (const callable of callables) {
    if (files.isExternal(callable) || !becameAsync(callable)) continue;
    const all = declarationsOf(callable);
    // Of an overloaded function its users see all signatures but that of the body.
    const shown = all.length > 1 ? all.filter((one) => !('body' in one && one.body)) : all;
    for (const declaration of shown) {
      const before = signatureText(declaration, [], ask);
      const after = signatureText(declaration, stepsIn(declaration, context), ask);
      put(found, name, declaration, { before, after }, context);
    }
  }
}

/** A getter, or a property that stands for some, is a method now. */
function addGetter(
  found: Map<string, ApiChange>,
  name: string,
  member: ts.Symbol,
  context: ApiContext,
): void {
  const { ask } = context;
  for (const declaration of member.declarations ?? []) {
    if (
      !ts.isGetAccessor(declaration) &&
      !ts.isPropertySignature(declaration) &&
      !ts.isPropertyDeclaration(declaration)
    )
      continue;
    if (!stepAt('getter-to-method', declaration, context)) continue;
    const { type } = declaration;
    const plain = type ? type.getText() : ask.checker.typeToString(ask.checker.getTypeOfSymbol(member));
    const written =
      type && rewritten(type.getSourceFile().text, type.getStart(), type.end, stepsIn(type, context));
    const promised = written?.startsWith('Promise<') ? written : `Promise<${written ?? plain}>`;
    put(found, name, declaration, { before: `: ${plain}`, after: `(): ${promised}` }, context);
  }
}

/** A class whose objects are made by a static factory now. */
function addFactory(
  found: Map<string, ApiChange>,
  name: string,
  symbol: ts.Symbol,
  context: ApiContext,
): void {
  for (const declaration of symbol.declarations ?? []) {
    if (!ts.isClassLike(declaration)) continue;
    const step = stepAt('async-factory', declaration, context);
    if (step?.kind !== 'async-factory' || step.access !== 'public') continue;
    const constructor = declaration.members.find(
      (member) => ts.isConstructorDeclaration(member) && member.body !== undefined,
    );
    const parameters = constructor && ts.isConstructorDeclaration(constructor) ? constructor.parameters : [];
    const list = (steps: readonly Step[]) =>
      parameters
        .map((one) => {
          const start = one.modifiers?.end ?? one.pos;
          return rewritten(one.getSourceFile().text, start, one.end, steps).trim();
        })
        .join(', ');
    const before = oneLine(`new ${name}(${list([])})`);
    const after = oneLine(`${name}.${step.name}(${list(stepsIn(declaration, context))}): Promise<${name}>`);
    put(found, `new ${name}`, declaration, { before, after }, context);
  }
}

function put(
  found: Map<string, ApiChange>,
  name: string,
  declaration: ts.Node,
  change: Pick<ApiChange, 'before' | 'after'>,
  { relative }: ApiContext,
): void {
  const source = declaration.getSourceFile();
  const file = relative(source.fileName);
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
  found.set(`${name} ${file} ${declaration.pos}`, { name, file, line: line + 1, ...change });
}

function stepsIn(node: ts.Node, { plan, relative }: ApiContext): Step[] {
  const file = relative(node.getSourceFile().fileName);
  return plan.steps.filter((step) => step.file === file);
}

function stepAt(kind: Step['kind'], node: ts.Node, context: ApiContext): Step | undefined {
  const { start, end } = rangeOf(node);
  return stepsIn(node, context).find(
    ({ kind: its, range }) => its === kind && range.start === start && range.end === end,
  );
}

/** A signature on one line: parameters and return type as they are written, or inferred, with what steps make of them. */
function signatureText(declaration: Callable, steps: readonly Step[], ask: Questions): string {
  const { text } = declaration.getSourceFile();
  const { parameters, typeParameters, type } = declaration;
  const bare = text[parameters.pos - 1] !== '(';
  const generics = typeParameters
    ? rewritten(text, typeParameters.pos - 1, typeParameters.end + 1, steps)
    : '';
  const list = rewritten(text, parameters.pos, parameters.end, steps);
  const returned = type
    ? rewritten(text, type.getStart(), type.end, steps)
    : inferredReturn(declaration, steps.length > 0, ask);
  return oneLine(`${generics}(${bare ? list.trim() : list}): ${returned}`);
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? ?\)/g, ')');
}

function inferredReturn(declaration: Callable, isAfter: boolean, { checker }: Questions): string {
  const signature = checker.getSignatureFromDeclaration(declaration);
  const type = signature ? checker.typeToString(checker.getReturnTypeOfSignature(signature)) : 'unknown';
  if (!isAfter) return type;
  const isGenerator = 'asteriskToken' in declaration && declaration.asteriskToken !== undefined;
  return isGenerator ? type.replace(/^Generator\b/, 'AsyncGenerator') : `Promise<${type}>`;
}

/** How each wrapper of a type begins and ends. */
const wrappers: Readonly<Record<string, readonly [string, string]>> = {
  promise: ['Promise<', '>'],
  awaited: ['Awaited<', '>'],
  'promise-of-awaited': ['Promise<Awaited<', '>>'],
};

/** A piece of a text with the names and types that steps change in it. */
function rewritten(text: string, start: number, end: number, steps: readonly Step[]): string {
  const inside = steps.filter(({ range }) => start <= range.start && range.end <= end);
  const edits = inside.flatMap((step): { at: number; to: number; text: string }[] => {
    const { range } = step;
    if (step.kind === 'rename') return [{ at: range.start, to: range.end, text: step.to }];
    if (step.kind === 'replace-text') return [{ at: range.start, to: range.end, text: step.text }];
    if (step.kind !== 'wrap-type') return [];
    const inner = text.slice(range.start, range.end);
    const [open, close] = wrappers[step.wrapper] ?? ['', ` | Promise<${inner}>`];
    return [
      { at: range.start, to: range.start, text: open },
      { at: range.end, to: range.end, text: close },
    ];
  });
  let at = start;
  let result = '';
  for (const edit of edits.sort((a, b) => a.at - b.at || a.to - b.to)) {
    result += text.slice(at, edit.at) + edit.text;
    at = Math.max(at, edit.to);
  }
  return result + text.slice(at, end);
}
