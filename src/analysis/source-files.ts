import { ts } from '../compiler/typescript.js';
import type { LoadedProgram } from './load-program.js';
import { runTimeLoads } from './run-time-loads.js';
import { mockedFile } from './tests/mocked-modules.js';

/** Facts about the program's files: whose they are, who imports whom, and whether they may await at their top level. */
export interface SourceFiles {
  /** Whether a node belongs to a library or to the language: not to the project's own sources. */
  isExternal: (node: ts.Node) => boolean;
  /** Whether a node belongs to the language's own declarations (lib.*.d.ts). */
  isLanguage: (node: ts.Node) => boolean;
  /** Files that import a file, directly or through others, and the file itself. */
  dependents(file: ts.SourceFile): ReadonlySet<ts.SourceFile>;
  /** Some files and all that imports lead to from them, or from which they lead to them, over however many others. */
  connected(files: Iterable<ts.SourceFile>): ReadonlySet<ts.SourceFile>;
  topLevelAwait(file: ts.SourceFile): boolean;
  /** The project's own files with a word in their text. */
  mentioning: (word: string) => readonly ts.SourceFile[];
  /** Whether the text of any file that can hold code, a library's too, has something. */
  anySays: (pattern: RegExp) => boolean;
  /** Where a module is loaded that is worked out at run time and may be this one: `require(migration.path)`. */
  runTimeLoads: (file: ts.SourceFile) => readonly ts.CallExpression[];
  /** The declaration file that importers of a JavaScript file see, if it has one beside it. */
  declarations(file: ts.SourceFile): ts.SourceFile | undefined;
}

/** @param mayAwait whether what a file imports lets it await at its top level, and those that import it */
export function sourceFiles(loaded: LoadedProgram, mayAwait: (file: ts.SourceFile) => boolean): SourceFiles {
  const { program, checker } = loaded;
  const own = new Set(loaded.sources);
  const importers: Graph = new Map();
  const neighbours: Graph = new Map();
  const add = (target: ts.SourceFile, file: ts.SourceFile): void => {
    addTo(importers, target, file);
    addTo(neighbours, target, file);
    addTo(neighbours, file, target);
  };
  for (const file of loaded.sources) {
    for (const target of importedFiles(file, checker)) {
      add(target, file);
    }
  }
  // A mock is called in the place of what it stands for.
  for (const file of loaded.sources) {
    const original = mockedFile(file, (name) => program.getSourceFile(name));
    if (original && own.has(original)) add(original, file);
  }
  // What one of the two says is said of the other.
  for (const [file, declarations] of loaded.declared) {
    add(file, declarations);
    add(declarations, file);
  }
  const dependents = (file: ts.SourceFile): Set<ts.SourceFile> => reached([file], importers);
  const waiting = new Set(
    loaded.sources.filter((file) => !mayAwait(file)).flatMap((file) => [...dependents(file)]),
  );
  return {
    isExternal: (node) => !own.has(node.getSourceFile()),
    isLanguage: (node) => program.isSourceFileDefaultLibrary(node.getSourceFile()),
    dependents,
    connected: (files) => reached(files, neighbours),
    mentioning: (word) => loaded.sources.filter(({ text }) => text.includes(word)),
    anySays: (pattern) =>
      program
        .getSourceFiles()
        .some(({ isDeclarationFile, text }) => !isDeclarationFile && pattern.test(text)),
    runTimeLoads: runTimeLoads(loaded.sources, dependents),
    declarations: (file) => loaded.declared.get(file),
    topLevelAwait: (file) => !waiting.has(file) && awaitsAtTopLevel(file, loaded.optionsOf(file)),
  };
}

type Graph = Map<ts.SourceFile, Set<ts.SourceFile>>;

function addTo(graph: Graph, from: ts.SourceFile, to: ts.SourceFile): void {
  graph.set(from, (graph.get(from) ?? new Set()).add(to));
}

function reached(files: Iterable<ts.SourceFile>, graph: Graph): Set<ts.SourceFile> {
  const found = new Set(files);
  for (const at of found) for (const next of graph.get(at) ?? []) found.add(next);
  return found;
}

function importedFiles(file: ts.SourceFile, checker: ts.TypeChecker): ts.SourceFile[] {
  const specifiers = (file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
  return specifiers.flatMap((specifier) => {
    const declaration = checker.getSymbolAtLocation(specifier)?.valueDeclaration;
    return declaration && ts.isSourceFile(declaration) ? [declaration] : [];
  });
}

/** Top-level await needs an ECMAScript module: one by its syntax, and emitted or run as one. */
function awaitsAtTopLevel(file: ts.SourceFile, options: ts.CompilerOptions): boolean {
  if (!ts.isExternalModule(file)) return false;
  const { module = ts.ModuleKind.CommonJS } = options;
  if (module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext) {
    // Of a file that a program for a bundler has from another project it does not say.
    const format =
      file.impliedNodeFormat ?? ts.getImpliedNodeFormatForFile(file.fileName, undefined, ts.sys, options);
    return format === ts.ModuleKind.ESNext;
  }
  return module >= ts.ModuleKind.ES2022 && module !== ts.ModuleKind.CommonJS;
}

/** How a file takes from other modules: JavaScript that Node runs as CommonJS requires, everything else imports. */
export function importStyle(file: ts.SourceFile): 'import' | 'require' {
  if (!/\.[cm]?jsx?$/.test(file.fileName) || file.impliedNodeFormat === ts.ModuleKind.ESNext) return 'import';
  const imports = file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement),
  );
  return imports ? 'import' : 'require';
}
