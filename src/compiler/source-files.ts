import { ts } from './typescript.js';

/** Options that say nothing about how a file is parsed and bound; some cannot be compared either. */
const irrelevant = new Set([
  'configFile',
  'configFilePath',
  'lib',
  'outDir',
  'paths',
  'pathsBasePath',
  'rootDir',
  'typeRoots',
  'types',
]);

type Parse = (file: string, text: string, how: ts.CreateSourceFileOptions) => ts.SourceFile;

/**
 * Parsed files, for programs that follow one another. A file is parsed once for each text and each set of options: a
 * parsed file also holds what binding made of it, which depends on both (as in TypeScript's own `DocumentRegistry`).
 */
export class SourceFiles {
  readonly #parsed = new Map<string, ts.SourceFile[]>();
  readonly #keep: 'every' | 'latest';

  /** @param keep whether a file's earlier texts are remembered too, for programs that take turns */
  constructor(keep: 'every' | 'latest' = 'every') {
    this.#keep = keep;
  }

  /** How files are parsed under some options: `how` is what the program asks for. */
  under(options: ts.CompilerOptions): Parse {
    const settings = JSON.stringify(
      Object.entries(options)
        .filter(([name]) => !irrelevant.has(name))
        .sort(),
    );
    return (file, text, how) => {
      const key = [settings, how.languageVersion, how.impliedNodeFormat, how.jsDocParsingMode, file].join(
        ' ',
      );
      const parsed = this.#parsed.get(key) ?? [];
      const known = parsed.find((source) => source.text === text);
      if (known) return known;
      const source = ts.createSourceFile(file, text, how);
      this.#parsed.set(key, this.#keep === 'every' ? [...parsed, source] : [source]);
      return source;
    };
  }
}
