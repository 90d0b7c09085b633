import { ts } from '../compiler/typescript.js';
import { boundFunction } from './bound-functions.js';
import { callableOf, type Callable } from './callables.js';
import { mockedFile } from './tests/mocked-modules.js';

/**
 * The questions analysis asks the type checker: the one narrow interface to it, so that a faster checker can take its
 * place. Everything in and out is a compiler node, symbol or type.
 */
export interface Questions {
  /** The callables a call can reach: more than one when the callee's type is a union. Empty for `any`. */
  targets(call: ts.CallLikeExpression): readonly Callable[];
  /** The symbol a name stands for, imports and re-exports followed to the declaration. */
  symbol(name: ts.Node): ts.Symbol | undefined;
  /** The symbol of the name itself: for an imported name, the import. */
  localSymbol(name: ts.Node): ts.Symbol | undefined;
  /** What an import or export specifier names in the next module, one step. */
  nextSymbol(symbol: ts.Symbol): ts.Symbol | undefined;
  type(node: ts.Node): ts.Type;
  /** The type an expression is expected to have where it stands, if its place expects one. */
  expectedType(expression: ts.Expression): ts.Type | undefined;
  /** The callables a value of this type is called through. */
  callables(type: ts.Type): readonly Callable[];
  /** The member of a type by name, with the callables it is called through. */
  member(type: ts.Type, name: string): { symbol: ts.Symbol; callables: readonly Callable[] } | undefined;
  /** The module that a name means in its file, whether the file imports it or only names it. */
  module(name: ts.StringLiteralLike): ts.Symbol | undefined;
  /** The module that a file in a folder `__mocks__` stands for. */
  mockedBy(file: ts.SourceFile): ts.Symbol | undefined;
  /** Whether a type is a promise, or a union with one. */
  isPromise(type: ts.Type): boolean;
  checker: ts.TypeChecker;
}

export function questions(program: ts.Program): Questions {
  const checker = program.getTypeChecker();
  const resolveAlias = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  const type = remember((node: ts.Node) => checker.getTypeAtLocation(node));

  const callables = remember((type: ts.Type): readonly Callable[] => {
    const found = new Set<Callable>();
    for (const part of constituents(type)) {
      for (const signature of checker.getSignaturesOfType(
        checker.getApparentType(part),
        ts.SignatureKind.Call,
      )) {
        const declaration = declarationOf(signature);
        if (declaration) found.add(callableOf(declaration));
      }
    }
    return [...found];
  });

  return {
    checker,
    targets: remember((call: ts.CallLikeExpression) => {
      if (ts.isCallExpression(call)) {
        // A class is called by the language here, and `import` is no value.
        const { kind } = call.expression;
        if (kind === ts.SyntaxKind.SuperKeyword || kind === ts.SyntaxKind.ImportKeyword) return [];
        const through = calledThrough(call, checker) ?? call.expression;
        const called = boundFunction(through, checker) ?? through;
        const callee = type(called);
        const found = callables(callee);
        // Choosing among overloads, which takes the arguments' types, is asked for only where there is a choice.
        if (called !== call.expression || constituents(callee).length > 1 || found.length < 2) return found;
      }
      const signature = checker.getResolvedSignature(call);
      const declaration = signature && declarationOf(signature);
      return declaration && declaration.kind !== ts.SyntaxKind.Constructor ? [callableOf(declaration)] : [];
    }),
    symbol: remember((name: ts.Node) => {
      const symbol = symbolAt(checker, name);
      return symbol && resolveAlias(symbol);
    }),
    localSymbol: (name) => symbolAt(checker, name),
    nextSymbol: (symbol) => {
      if (!(symbol.flags & ts.SymbolFlags.Alias)) return undefined;
      // The default that the compiler gives a CommonJS module is declared nowhere.
      return symbol.declarations
        ? checker.getImmediateAliasedSymbol(symbol)
        : checker.getAliasedSymbol(symbol);
    },
    type,
    expectedType: (expression) => checker.getContextualType(expression),
    callables,
    member(type, name) {
      const symbol = checker.getPropertyOfType(checker.getApparentType(type), name);
      return symbol && { symbol, callables: callables(checker.getTypeOfSymbol(symbol)) };
    },
    module: (name) =>
      checker.getSymbolAtLocation(name) ??
      moduleAt(fileResolved(name, program), checker) ??
      checker.getAmbientModules().find((module) => module.name === `"${name.text}"`) ??
      moduleAt(fileMeant(name, program), checker),
    mockedBy: (file) =>
      moduleAt(
        mockedFile(file, (name) => program.getSourceFile(name)),
        checker,
      ),
    isPromise: (type) => constituents(type).some((part) => part.getProperty('then') !== undefined),
  };
}

/** Keeps answers: the checker works out most of them anew each time it is asked. */
function remember<N extends ts.Node | ts.Type, A>(answer: (node: N) => A): (node: N) => A {
  const known = new Map<N, { answer: A }>();
  return (node) => {
    const kept = known.get(node) ?? { answer: answer(node) };
    known.set(node, kept);
    return kept.answer;
  };
}

function moduleAt(file: ts.SourceFile | undefined, checker: ts.TypeChecker): ts.Symbol | undefined {
  return file && checker.getSymbolAtLocation(file);
}

/** The file that the program has found for a module's name, if the file where it stands imports it. */
function fileResolved(name: ts.StringLiteralLike, program: ts.Program): ts.SourceFile | undefined {
  const resolving = program as ts.Program & Resolving;
  const found = resolving.getResolvedModuleFromModuleSpecifier(name, name.getSourceFile())?.resolvedModule;
  return found && program.getSourceFile(found.resolvedFileName);
}

/** What the compiler's programs have and do not declare. */
interface Resolving {
  getResolvedModuleFromModuleSpecifier: (
    name: ts.StringLiteralLike,
    file: ts.SourceFile,
  ) => { resolvedModule?: ts.ResolvedModuleFull } | undefined;
}

/** The file that a module's name means in the file where it stands. */
function fileMeant(name: ts.StringLiteralLike, program: ts.Program): ts.SourceFile | undefined {
  const from = name.getSourceFile();
  const options = program.getCompilerOptions();
  const { resolvedModule } = ts.resolveModuleName(
    name.text,
    from.fileName,
    options,
    ts.sys,
    undefined,
    undefined,
    from.impliedNodeFormat,
  );
  return resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName);
}

/** The parts of a union without null and undefined; a type that is no union is its only part. */
export function constituents(type: ts.Type): readonly ts.Type[] {
  const absent = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;
  return type.isUnion() ? type.types.filter((part) => !(part.flags & absent)) : [type];
}

/** Whether a type is a generic one with what it is given: `Map<string, Row>`, or a list. */
export function isGeneric(type: ts.Type): type is ts.TypeReference {
  const isObject = (type.flags & ts.TypeFlags.Object) !== 0;
  return isObject && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}

/** The types that a generic type is given. */
export function typeArguments(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  return isGeneric(type) ? checker.getTypeArguments(type) : [];
}

/** `f.call(…)` and `f.apply(…)` call `f`. */
function calledThrough(call: ts.CallExpression, checker: ts.TypeChecker): ts.Expression | undefined {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !['call', 'apply'].includes(callee.name.text))
    return undefined;
  const called = checker.getTypeAtLocation(callee.expression);
  return checker.getSignaturesOfType(called, ts.SignatureKind.Call).length > 0
    ? callee.expression
    : undefined;
}

function declarationOf(signature: ts.Signature): Callable | undefined {
  const declaration = signature.declaration as ts.Node | undefined; // absent on signatures the compiler makes up
  return declaration && ts.isFunctionLike(declaration) ? declaration : undefined;
}

function symbolAt(checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined {
  if (ts.isIdentifier(name) && ts.isShorthandPropertyAssignment(name.parent)) {
    return checker.getShorthandAssignmentValueSymbol(name.parent);
  }
  if (
    ts.isIdentifier(name) &&
    ts.isExportSpecifier(name.parent) &&
    !name.parent.parent.parent.moduleSpecifier
  ) {
    return checker.getExportSpecifierLocalTargetSymbol(name.parent);
  }
  return checker.getSymbolAtLocation(name);
}
