import path from 'node:path';
import { ancestors, isInside } from '../../project/ancestors.js';
import { packageRoot } from '../../package/root.js';
import { projectDefaults } from './defaults.js';
import { libraryFolder, libraryReader, ts } from '../../compiler/typescript.js';
import { createOverlay, type Overlay } from './overlay.js';

/** The same project on one side of the change. */
export interface Side {
  /** One program for each tsconfig concerned. */
  programs: LoadedProgram[];
  overlay: Overlay;
}

interface LoadedProgram {
  program: ts.Program;
  /** Its JavaScript is checked though the project does not ask for it: only what says "promise" there is of interest. */
  uncheckedJs: boolean;
}

/** What is needed to load a project. */
export interface ProgramsRequest {
  root: string;
  /** Absolute; otherwise the nearest tsconfig.json of each file in `files`. */
  tsconfig?: string | undefined;
  /** Absolute paths of files to look at in any case: the changed ones and the entry. */
  files: readonly string[];
  before: ReadonlyMap<string, Uint8Array | null>;
}

/** Without a tsconfig: what Node itself would make of the files, JavaScript included. */
const defaultOptions: ts.CompilerOptions = {
  allowJs: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
/** Nothing is written, and declaration files of others are not our business. */
const ourOptions: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  incremental: false,
  composite: false,
  tsBuildInfoFile: undefined,
};

/**
 * Loads the project before and after the change.
 * @throws Error naming the tsconfig when one does not load
 */
export function loadSides(request: ProgramsRequest): { before: Side; after: Side } {
  // Unchanged files are parsed once for both sides.
  const cache: SourceCache = new Map();
  return {
    before: loadSide(request, createOverlay(request.root, request.before), cache),
    after: loadSide(request, createOverlay(request.root, new Map()), cache),
  };
}

/** The files above the root that its tsconfig files extend, outside node_modules; absolute paths. */
export function extendedConfigs(root: string, side: Side): string[] {
  const files = side.programs.flatMap(({ program }) => {
    const config = program.getCompilerOptions().configFilePath;
    return typeof config === 'string' ? configChain(config, side.overlay) : [];
  });
  return [...new Set(files)].filter(
    (file) => !isInside(root, file) && !file.split('/').includes('node_modules'),
  );
}

function configChain(file: string, overlay: Overlay): string[] {
  const parsed = parseConfig(file, overlay);
  return [
    file,
    ...((parsed.options.configFile as ts.TsConfigSourceFile | undefined)?.extendedSourceFiles ?? []),
  ];
}

/** Diagnostics about a tsconfig that cannot be read: 5014, 5083 (it or one it extends), 6053 (not found). */
const unreadableConfig = new Set([5014, 5083, 6053]);

/** Parsed files by tsconfig (which decides how they are parsed), name and module format. */
type SourceCache = Map<string, ts.SourceFile[]>;

function loadSide(request: ProgramsRequest, overlay: Overlay, cache: SourceCache): Side {
  const files = request.files.filter((file) => overlay.fileExists(file));
  const configs =
    request.tsconfig === undefined ? nearestConfigs(files, overlay) : new Map([[request.tsconfig, files]]);
  const programs = [...configs].flatMap(([config, own]) => {
    if (config === undefined) return own.length > 0 ? [makeProgram(own, defaultOptions, overlay, cache)] : [];
    return withReferences(config, overlay).map(({ fileNames, options }, i) => {
      // Files no tsconfig includes (scripts, tools) are looked at under the nearest one.
      const extra =
        i === 0 ? own.filter((file) => options.allowJs === true || !/\.[mc]?jsx?$/.test(file)) : [];
      return makeProgram([...new Set([...fileNames, ...extra])], options, overlay, cache);
    });
  });
  return { programs, overlay };
}

function nearestConfigs(files: readonly string[], overlay: Overlay): Map<string | undefined, string[]> {
  const configs = new Map<string | undefined, string[]>();
  for (const file of files) {
    const config = ancestors(path.dirname(file))
      .map((folder) => path.join(folder, 'tsconfig.json'))
      .find((candidate) => overlay.fileExists(candidate));
    configs.set(config, [...(configs.get(config) ?? []), file]);
  }
  return configs;
}

/** A tsconfig, or those it refers to when it only refers to others. */
function withReferences(file: string, overlay: Overlay): ts.ParsedCommandLine[] {
  const parsed = parseConfig(file, overlay);
  if (parsed.fileNames.length > 0) return [parsed];
  const referred = (parsed.projectReferences ?? []).map((reference) =>
    parseConfig(ts.resolveProjectReferencePath(reference), overlay),
  );
  return referred.length > 0 ? referred : [parsed];
}

function parseConfig(file: string, overlay: Overlay): ts.ParsedCommandLine {
  const parsed = ts.getParsedCommandLineOfConfigFile(file, ourOptions, {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => path.dirname(file),
    onUnRecoverableConfigFileDiagnostic: () => undefined,
    ...overlay,
  });
  const fatal =
    ts.readConfigFile(file, overlay.readFile).error ??
    parsed?.errors.find(({ code }) => unreadableConfig.has(code));
  if (parsed !== undefined && fatal === undefined) return parsed;
  const why = fatal === undefined ? '' : `: ${ts.flattenDiagnosticMessageText(fatal.messageText, ' ')}`;
  throw new Error(`The tsconfig ${file} does not load${why}`);
}

function makeProgram(
  rootNames: readonly string[],
  options: ts.CompilerOptions,
  overlay: Overlay,
  cache: SourceCache,
): LoadedProgram {
  const uncheckedJs = options.allowJs === true && options.checkJs !== true;
  const settings = {
    ...projectDefaults(rootNames[0]),
    ...options,
    ...ourOptions,
    ...(uncheckedJs ? { checkJs: true } : {}),
  };
  const readLibrary = libraryReader();
  const folder = path.dirname(
    typeof options.configFilePath === 'string' ? options.configFilePath : (rootNames[0] ?? '.'),
  );
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(settings),
    fileExists: overlay.fileExists,
    readFile: overlay.readFile,
    directoryExists: overlay.directoryExists,
    // Where the search for @types packages starts.
    getCurrentDirectory: () => folder,
    getDefaultLibLocation: () => libraryFolder,
    getDefaultLibFileName: (given) => `${libraryFolder}/${ts.getDefaultLibFileName(given)}`,
    writeFile: () => undefined,
  };
  host.getSourceFile = (file, how) => {
    const text = readLibrary(file) ?? overlay.readFile(file);
    if (text === undefined) return undefined;
    const format = typeof how === 'object' ? how.impliedNodeFormat : undefined;
    const key = JSON.stringify([options.configFilePath, file, format]);
    const parsed = cache.get(key) ?? [];
    const known = parsed.find((source) => source.text === text);
    if (known !== undefined) return known;
    const source = ts.createSourceFile(file, text, how, true);
    cache.set(key, [...parsed, source]);
    return source;
  };
  const resolutions = ts.createModuleResolutionCache(folder, (name) => name, settings);
  host.resolveModuleNameLiterals = (literals, containingFile, redirected, resolutionOptions, source) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(source, literal, resolutionOptions);
      const resolve = (from: string, settings: ts.CompilerOptions) =>
        ts.resolveModuleName(literal.text, from, settings, host, resolutions, redirected, mode);
      const found = resolve(containingFile, resolutionOptions);
      if (found.resolvedModule !== undefined || !/^asyncshift(\/|$)/.test(literal.text)) return found;
      return resolveOwn(literal.text, host) ?? found;
    });
  return { program: ts.createProgram({ rootNames, options: settings, host }), uncheckedJs };
}

/** A project that does not have asyncshift installed is checked against this package, as it is run against it. */
function resolveOwn(
  name: string,
  host: ts.CompilerHost,
): ts.ResolvedModuleWithFailedLookupLocations | undefined {
  const from = path.join(packageRoot, 'package.json');
  const found = ts.resolveModuleName(
    name,
    from,
    defaultOptions,
    host,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  );
  return found.resolvedModule === undefined ? undefined : found;
}
