import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { createHost, type Host } from '../compiler/host.js';
import { completeOptions, saysBaseIsMissing } from '../compiler/missing-base.js';
import { importDefaults } from '../compiler/older-defaults.js';
import { NearestOptions } from '../compiler/nearest-options.js';
import { ProgramMemory } from '../compiler/program-memory.js';
import { ts } from '../compiler/typescript.js';
import type { OnProgress } from '../plan/progress.js';
import type { Profile } from '../profiles/profile.js';
import { builtFiles, builtFilesNaming } from './built-files.js';
import { connectedFiles } from './connected-files.js';
import { declarationsBeside, declaredModules, type DeclaredModules } from './declared-modules.js';
import { installedModules, moduleSpecifiers } from './profile-names.js';
import type { PackageEntry } from './published-names.js';

/** A program of the user's code, with the type checker that answers questions about it. */
export interface LoadedProgram {
  program: ts.Program;
  checker: ts.TypeChecker;
  /** The project's own source files, nothing from node_modules; of declaration files those that JavaScript has beside it. */
  sources: readonly ts.SourceFile[];
  /** The JavaScript files that importers see the declarations of. */
  declared: DeclaredModules;
  /** Files that do not parse or that a build has made, and were not named themselves: they stay as they are. */
  left: ReadonlySet<string>;
  /** Why they do, where that matters. */
  leftBecause: readonly LoadFailure[];
  /** The options that a file is compiled with: those of the project it belongs to. */
  optionsOf: (file: ts.SourceFile) => ts.CompilerOptions;
}

/** Something that kept the program from loading. */
export interface LoadFailure {
  file?: string;
  line?: number;
  message: string;
}

export interface LoadRequest {
  root: string;
  files: readonly string[];
  /** Those of the files that somebody named, which have to parse; default: all. */
  named?: readonly string[] | undefined;
  tsconfig?: string;
  profiles: readonly Profile[];
  /** The tsconfigs of other projects whose files are read too, for what they use of these. */
  siblings?: readonly string[];
  /** The project's own packages: what imports of them lead to. */
  entries?: readonly PackageEntry[];
  /** Texts that stand for what is on disk, by absolute path. */
  texts?: ReadonlyMap<string, string>;
  /** A token: programs that are loaded with the same one share what has not changed between them. */
  memory?: object;
  /** Is told how many files are read. */
  onProgress?: OnProgress;
}

/** The declarations of Node's own modules, for projects that have none. */
const nodeTypes = createRequire(import.meta.url)
  .resolve('@types/node/package.json')
  .replaceAll(path.sep, '/')
  .replace('package.json', 'index.d.ts');

/** What is kept for each token, as long as somebody holds it. */
const memories = new WeakMap<object, ProgramMemory>();

/** What a project without a tsconfig is read with: as Node runs it, JavaScript included. */
const plainOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.d.ts', 'lib.dom.d.ts'],
  allowJs: true,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * Loads the user's code as one program: the files the tsconfig names and the files asked for.
 * @returns the program, or why it could not be loaded (a tsconfig that does not parse, a file that does not parse).
 */
export function loadProgram(request: LoadRequest): LoadedProgram | { failures: LoadFailure[] } {
  const config = readConfig(request.tsconfig);
  if ('failures' in config) return config;
  // TypeScript 6 includes no @types packages by itself; code written for earlier versions counts on all of them.
  const defaults = { types: ['*'], ...importDefaults(request.files[0], config.options) };
  const options = { ...defaults, ...config.options, allowJs: true, noEmit: true, skipLibCheck: true };
  const memory = memoryOf(request.memory);
  const declarations = declarationsOf(request);
  let allResolved = true;
  const nearest = new NearestOptions();
  const host = compilerHost(options, request, declarations, memory, nearest, (file) => {
    // Packages import what they may do without: what nobody has installed stays so.
    allResolved &&= file.includes('/node_modules/');
  });
  const beside = declarationsBeside(request.files);
  const others = (request.siblings ?? []).flatMap((name) => filesOf(name));
  const configuredFiles = config.fileNames.map((name) => realPath(name));
  const mustParse = new Set(request.named ?? request.files);
  const all = [...new Set([...configuredFiles, ...others.map((name) => realPath(name)), ...request.files])];
  const readFile = (name: string) => host.readFile(name);
  const built = builtFiles(
    all.filter((name) => !mustParse.has(name)),
    readFile,
  );
  const own = withConnections(
    all.filter((name) => !built.has(name)),
    request,
    host,
  );
  const rootNames = [...new Set([...own, ...beside, ...declarations.ambient])];
  tellOfFiles(host, request.onProgress);
  const load = (names: readonly string[]) =>
    memory.createProgram({ rootNames: names, options, host }, () => allResolved);
  const first = load(rootNames);
  const program = lacksNodeTypes(first) ? load([...rootNames, nodeTypes]) : first;
  const sources = ownSources(program);
  const looked = new Set(own);
  const wrong = request.files
    .filter((name) => looked.has(name) || !ts.sys.fileExists(name))
    .flatMap((name) => syntaxFailures(program, name));
  const failures = wrong.filter(({ file }) => mustParse.has(file) || !program.getSourceFile(file));
  if (failures.length > 0) return { failures };
  const checker = program.getTypeChecker();
  const declared = declaredModules(program, sources);
  const configured = new Set(configuredFiles);
  const optionsOf = ({ fileName }: ts.SourceFile) =>
    (configured.has(fileName) ? undefined : nearest.of(fileName)) ?? options;
  return {
    program,
    checker,
    sources: [...sources, ...declared.values()],
    declared,
    left: new Set([...wrong.map(({ file }) => file), ...built]),
    leftBecause: [...wrong, ...builtFilesNaming(built, request.profiles.flatMap(installedModules), readFile)],
    optionsOf,
  };
}

/**
 * The files that can have to do with a profile. Where one program comes after the other, all of them are kept: what is not
 * loaded at first may come to matter with an edit.
 */
function withConnections(
  names: readonly string[],
  { profiles, memory }: LoadRequest,
  host: Host,
): readonly string[] {
  if (memory) return names;
  return connectedFiles({
    names,
    readFile: (file) => host.readFile(file),
    resolve: host.resolve,
    modules: profiles.flatMap(installedModules),
    files: new Set(profiles.flatMap((profile) => Object.values(profile.files ?? {}))),
  });
}

/** The files of a program that are the project's own code. */
function ownSources(program: ts.Program): ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes('/node_modules/'));
}

/** Whether code uses modules of Node that nothing in the project declares. */
function lacksNodeTypes(program: ts.Program): boolean {
  const used = ownSources(program).some((file) => moduleSpecifiers(file).some(({ text }) => isBuiltin(text)));
  if (!used) return false;
  return !program
    .getTypeChecker()
    .getAmbientModules()
    .some(({ name }) => name === '"node:assert"');
}

function tellOfFiles(host: ts.CompilerHost, onProgress: OnProgress | undefined): void {
  if (!onProgress) return;
  const get = host.getSourceFile.bind(host);
  let done = 0;
  host.getSourceFile = (...given) => {
    onProgress({ doing: 'Loading', done: ++done });
    return get(...given);
  };
}

/** The file that a link stands for: the code is there once. */
function realPath(file: string): string {
  return ts.sys.realpath?.(file) ?? file;
}

/** The files of another project: none of one that does not load, which is not what was asked about. */
function filesOf(tsconfig: string): readonly string[] {
  const config = readConfig(tsconfig);
  return 'failures' in config ? [] : config.fileNames;
}

function memoryOf(token: object = {}): ProgramMemory {
  const memory = memories.get(token) ?? new ProgramMemory();
  memories.set(token, memory);
  return memory;
}

function readConfig(
  file: string | undefined,
): { options: ts.CompilerOptions; fileNames: readonly string[] } | { failures: LoadFailure[] } {
  if (file === undefined) return { options: plainOptions, fileNames: [] };
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const parsed = ts.parseJsonConfigFileContent(
    read.config ?? {},
    ts.sys,
    path.dirname(file),
    undefined,
    file,
  );
  const noInputs = 18003; // "No inputs were found": the files asked for are enough
  const errors = [
    ...(read.error ? [read.error] : []),
    ...parsed.errors.filter((error) => error.code !== noInputs && !saysBaseIsMissing(error)),
  ];
  if (errors.length === 0) return { options: completeOptions(parsed), fileNames: parsed.fileNames };
  return {
    failures: errors.map((error) => ({
      file: error.file?.fileName ?? file,
      ...(error.file && error.start !== undefined
        ? { line: error.file.getLineAndCharacterOfPosition(error.start).line + 1 }
        : {}),
      message: `${ts.flattenDiagnosticMessageText(error.messageText, ' ')} Mend the tsconfig, or name another with --tsconfig.`,
    })),
  };
}

function syntaxFailures(program: ts.Program, name: string): (LoadFailure & { file: string })[] {
  const file = program.getSourceFile(name);
  if (!file)
    return [{ file: name, message: 'The file could not be read. Check that it exists and is readable.' }];
  const [first] = program.getSyntacticDiagnostics(file);
  if (!first) return [];
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
  return [
    {
      file: name,
      line: file.getLineAndCharacterOfPosition(first.start).line + 1,
      message: `The file does not parse: ${message} Mend it and run again.`,
    },
  ];
}

/** The disk with unsaved texts in place of files, and declarations of the profiles' packages where none are installed. */
function compilerHost(
  options: ts.CompilerOptions,
  { root, texts, entries = [], profiles }: LoadRequest,
  { standIns }: Declarations,
  memory: ProgramMemory,
  nearest: NearestOptions,
  unresolved: (file: string) => void,
): Host {
  const own = new Map(
    entries.flatMap(({ file, specifiers = [] }) => specifiers.map((specifier) => [specifier, file] as const)),
  );
  const withoutOwn = withoutOwnDeclarations(profiles);
  const settings = {
    options,
    folder: root,
    disk: { readFile: (file: string) => withoutOwn(file, texts?.get(file) ?? memory.readFile(file)) },
    standIn: (module: string) => standIns.get(module) ?? standIns.get(packageName(module)),
    ownPackages: (module: string) => own.get(module) ?? rootedFile(module, root, profiles),
    nearest,
    followsRequired: true,
    unresolved,
  };
  return createHost(settings, memory.sources);
}

/**
 * Has a project's own declarations of a profile's module (`declare module 'bun:sqlite' { … }`) speak of another one, of a name
 * as long: they say what the project uses of it, in types of their own, and the profile knows the module better.
 */
function withoutOwnDeclarations(
  profiles: readonly Profile[],
): (file: string, text: string | undefined) => string | undefined {
  const modules = profiles.flatMap(({ declarations }) => Object.keys(declarations));
  const declared = modules.map(
    (module) =>
      new RegExp(
        `(\\bdeclare\\s+module\\s+['"]${module.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').slice(0, -1)}).(?=['"])`,
        'g',
      ),
  );
  return (file, text) => {
    const isOwn =
      text?.includes('declare module') && /\.d\.[cm]?ts$/.test(file) && !file.includes('/node_modules/');
    if (!isOwn || /^(?:import|export)\b/m.test(text ?? '')) return text;
    return declared.reduce((known, pattern) => known?.replace(pattern, '$1~'), text);
  };
}

/** The file that an import from `/` means, where that stands for the project's own folder. */
function rootedFile(module: string, root: string, profiles: readonly Profile[]): string | undefined {
  if (!module.startsWith('/') || !profiles.some(({ rootedBy }) => hasFolder(root, rootedBy)))
    return undefined;
  const endings = ['', '.ts', '.tsx', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.js', '/index.jsx'];
  return endings.map((ending) => `${root}${module}${ending}`).find((file) => ts.sys.fileExists(file));
}

function hasFolder(root: string, name: string | undefined): boolean {
  return name !== undefined && ts.sys.directoryExists(`${root}/${name}`);
}

function packageName(module: string): string {
  return module.split('/', module.startsWith('@') ? 2 : 1).join('/');
}

/** What profiles declare of packages that may not be installed. */
interface Declarations {
  /** The folder or file that stands for a package or a module. */
  standIns: ReadonlyMap<string, string>;
  /** Files that declare modules by name (`declare module 'm' { … }`) and so are part of the program. */
  ambient: readonly string[];
}

function declarationsOf({ profiles }: LoadRequest): Declarations {
  const all = profiles.flatMap((profile) => Object.entries(profile.declarations));
  const isAmbient = ([, file]: readonly [string, string]): boolean => {
    const text = file.endsWith('ts') ? ts.sys.readFile(file) : undefined;
    return (
      text?.includes('module') === true && (ts.preProcessFile(text).ambientExternalModules ?? []).length > 0
    );
  };
  const ambient = all.filter(isAmbient).map(([, file]) => file);
  return { standIns: new Map(all.filter(([, file]) => !ambient.includes(file))), ambient };
}
