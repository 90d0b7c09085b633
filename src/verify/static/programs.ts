import path from 'node:path';
import { ancestors, isInside } from '../../project/ancestors.js';
import { packageRoot } from '../../package/root.js';
import { projectDefaults } from './defaults.js';
import { createHost } from '../../compiler/host.js';
import { completeOptions, saysBaseIsMissing } from '../../compiler/missing-base.js';
import { SourceFiles } from '../../compiler/source-files.js';
import { ts } from '../../compiler/typescript.js';
import { createOverlay, type Overlay } from './overlay.js';
import { CannotCheck } from '../cannot-check.js';

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
  const cache = new SourceFiles();
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

function loadSide(request: ProgramsRequest, overlay: Overlay, cache: SourceFiles): Side {
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
    parsed?.errors.find((error) => unreadableConfig.has(error.code) && !saysBaseIsMissing(error));
  if (parsed !== undefined && fatal === undefined) return { ...parsed, options: completeOptions(parsed) };
  const why = fatal === undefined ? '' : `: ${ts.flattenDiagnosticMessageText(fatal.messageText, ' ')}`;
  throw new CannotCheck(`The tsconfig ${file} does not load${why}`);
}

function makeProgram(
  rootNames: readonly string[],
  options: ts.CompilerOptions,
  overlay: Overlay,
  cache: SourceFiles,
): LoadedProgram {
  const uncheckedJs = options.allowJs === true && options.checkJs !== true;
  const settings = {
    ...projectDefaults(rootNames[0], options),
    ...options,
    ...ourOptions,
    ...(uncheckedJs ? { checkJs: true } : {}),
  };
  const folder = path.dirname(
    typeof options.configFilePath === 'string' ? options.configFilePath : (rootNames[0] ?? '.'),
  );
  const { readFile, fileExists, directoryExists } = overlay;
  const host = createHost(
    {
      options: settings,
      folder,
      disk: { readFile, fileExists, directoryExists },
      // A project that does not have asyncshift installed is checked against this package, as it is run against it.
      standIn: (module) => (/^asyncshift(\/|$)/.test(module) ? packageRoot : undefined),
    },
    cache,
  );
  return { program: ts.createProgram({ rootNames, options: settings, host }), uncheckedJs };
}
