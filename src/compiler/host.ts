import path from 'node:path';
import type { NearestOptions } from './nearest-options.js';
import { followRequired } from './required-modules.js';
import { SourceFiles } from './source-files.js';
import { libraryFolder, readLibrary, ts } from './typescript.js';

/** What a program is made from. */
export interface HostRequest {
  options: ts.CompilerOptions;
  /** Absolute: where the search for `@types` packages starts. */
  folder: string;
  /** What stands in place of the disk. */
  disk?: Partial<Pick<ts.CompilerHost, 'readFile' | 'fileExists' | 'directoryExists'>>;
  /**
   * What stands for a module where the project has not installed it, or only without types: the folder of a package, or a
   * file of declarations.
   */
  standIn: (module: string) => string | undefined;
  /** The source file that an import of one of the project's own packages leads to, if it is one. */
  ownPackages?: (module: string) => string | undefined;
  /** What imports mean in files that the options are not for. */
  nearest?: NearestOptions;
  /** Whether what TypeScript loads with `require` is followed, which `tsc` does not. */
  followsRequired?: boolean;
  /** Told of every file with an import that means nothing. */
  unresolved?: (file: string) => void;
}

/** Finds the file that an import in another file leads to, before either is parsed. */
export type ModuleResolver = (module: string, from: string) => string | undefined;

/** The compiler's view of the world, with what it resolves imports by. */
export interface Host extends ts.CompilerHost {
  resolve: ModuleResolver;
}

/** Parsed declaration files: the library's and packages' are the same in one program after the other. */
const declarations = new SourceFiles();

/**
 * Makes the compiler's view of the world: library files from the package, everything else from the disk or what stands in
 * its place, packages that are not installed from where they stand in. Parents of nodes are there once the program has a
 * type checker.
 * @param sources where parsed files that are no declarations are kept for the next program
 */
export function createHost(request: HostRequest, sources = new SourceFiles()): Host {
  const { options, folder, standIn } = request;
  const disk = { ...ts.createCompilerHost(options), ...request.disk };
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (file) => readLibrary(file) ?? disk.readFile(file),
    getCurrentDirectory: () => folder,
    getDefaultLibLocation: () => libraryFolder,
    getDefaultLibFileName: (given) => `${libraryFolder}/${ts.getDefaultLibFileName(given)}`,
    writeFile: () => undefined,
  };
  const parseDeclarations = declarations.under(options);
  const parseSources = sources.under(options);
  host.getSourceFile = (file, how) => {
    const text = host.readFile(file);
    if (text === undefined) return undefined;
    const settings = typeof how === 'object' ? how : { languageVersion: how };
    if (isDeclaration(file)) return parseDeclarations(file, text, { ...settings, ...parsingDeclarations });
    const source = parseSources(file, text, { ...settings, ...parsing });
    if (request.followsRequired && !followed.has(source)) {
      followed.add(source);
      followRequired(source);
    }
    return source;
  };
  /** What an import is taken to mean where the usual way finds nothing, no types, or what the project was built into. */
  const instead = (
    module: string,
    from: string,
    found: ts.ResolvedModuleFull | undefined,
  ): Resolution | undefined => {
    const source = isSource(found) ? undefined : request.ownPackages?.(module);
    if (source !== undefined) return asResolution(source);
    if (hasTypes(found)) return undefined;
    const provided = standIn(module);
    if (provided !== undefined) return provide(provided, module, host);
    // Node's own modules are declared by name, whatever a project's options say.
    const elsewhere = module.startsWith('node:') ? undefined : request.nearest;
    const nearest = found ?? elsewhere?.resolve(module, from, host);
    return nearest && { resolvedModule: nearest };
  };
  const cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  // Which package.json a file belongs to is asked of every file.
  host.getModuleResolutionCache = () => cache;
  host.resolveModuleNameLiterals = (literals, from, redirected, settings, file) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(file, literal, settings);
      const found = ts.resolveModuleName(literal.text, from, settings, host, cache, redirected, mode);
      const meant = instead(literal.text, from, found.resolvedModule) ?? found;
      if (!meant.resolvedModule) request.unresolved?.(from);
      return meant;
    });
  const resolve: ModuleResolver = (module, from) => {
    const format = ts.getImpliedNodeFormatForFile(from, cache.getPackageJsonInfoCache(), host, options);
    // A file may import and require.
    for (const mode of new Set([format, ts.ModuleKind.CommonJS] as const)) {
      const found = ts.resolveModuleName(module, from, options, host, cache, undefined, mode);
      const meant = instead(module, from, found.resolvedModule) ?? found;
      if (meant.resolvedModule) return meant.resolvedModule.resolvedFileName;
    }
    return undefined;
  };
  return Object.assign(host, { resolve });
}

/** Parsed files whose calls of `require` are followed: each is kept for the next program. */
const followed = new WeakSet<ts.SourceFile>();

/** As `tsc` does: comments of TypeScript files say nothing that types depend on. */
const parsing = { jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors };

/** Links in comments count as uses of imports, which nobody asks about in declarations: of Node's types they take a third. */
const parsingDeclarations = { jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

type Resolution = Pick<ts.ResolvedModuleWithFailedLookupLocations, 'resolvedModule'>;

/** Resolves a module to what stands in for it: a file of declarations, or what a package says of itself. */
function provide(standIn: string, module: string, host: ts.ModuleResolutionHost): Resolution | undefined {
  return isDeclaration(standIn) ? asResolution(standIn) : resolveWithin(standIn, module, host);
}

function asResolution(file: string): Resolution {
  return { resolvedModule: { resolvedFileName: file, extension: extensionOf(file) } };
}

/** Whether a module is a TypeScript file that is written by hand, and no package's. */
function isSource(module: ts.ResolvedModuleFull | undefined): boolean {
  return module !== undefined && !module.isExternalLibraryImport && /^\.[mc]?tsx?$/.test(module.extension);
}

/** A package's JavaScript says nothing of its types. */
function hasTypes(module: ts.ResolvedModuleFull | undefined): boolean {
  return module !== undefined && !/^\.[mc]?jsx?$/.test(module.extension);
}

function isDeclaration(file: string): boolean {
  return /\.d\.([^./]+\.)?[mc]?ts$/.test(file);
}

function extensionOf(file: string): string {
  return /(\.d)?\.[^.]+$/.exec(file)?.[0] ?? ts.Extension.Ts;
}

/** A package refers to itself by its own name, whatever way of resolving the project has chosen. */
function resolveWithin(
  folder: string,
  module: string,
  host: ts.ModuleResolutionHost,
): ts.ResolvedModuleWithFailedLookupLocations | undefined {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const from = path.join(folder, 'package.json');
  const esm = ts.ModuleKind.ESNext;
  const found = ts.resolveModuleName(module, from, options, host, undefined, undefined, esm);
  return found.resolvedModule && found;
}
