import path from 'node:path';
import { completeOptions, lenientOptions } from './missing-base.js';
import { ts } from './typescript.js';

/** The options of the tsconfig that is nearest to a file: a program may have files of several projects. */
export class NearestOptions {
  readonly #byFolder = new Map<string, ts.CompilerOptions | undefined>();

  /** The options of the tsconfig.json in a file's folder or the nearest one above it that has one and can be read. */
  of(file: string): ts.CompilerOptions | undefined {
    return this.#of(path.posix.dirname(file));
  }

  /** Looks an import up as the project of its file would, and, where that finds nothing, in every usual way. */
  resolve(module: string, from: string, host: ts.ModuleResolutionHost): ts.ResolvedModuleFull | undefined {
    const own = this.of(from);
    for (const options of own ? [own, { ...own, ...lenientOptions }] : [lenientOptions]) {
      const { resolvedModule } = ts.resolveModuleName(module, from, options, host);
      if (resolvedModule) return resolvedModule;
    }
    return undefined;
  }

  #of(folder: string): ts.CompilerOptions | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const above = path.posix.dirname(folder);
    const found = optionsIn(folder) ?? (above === folder ? undefined : this.#of(above));
    this.#byFolder.set(folder, found);
    return found;
  }
}

function optionsIn(folder: string): ts.CompilerOptions | undefined {
  const file = path.posix.join(folder, 'tsconfig.json');
  if (!ts.sys.fileExists(file)) return undefined;
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  if (read.error) return undefined;
  // Its files do not matter, and listing them takes time.
  const host = { ...ts.sys, readDirectory: () => [] };
  return completeOptions(ts.parseJsonConfigFileContent(read.config, host, folder, undefined, file));
}
