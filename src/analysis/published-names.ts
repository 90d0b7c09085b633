import { ts } from '../compiler/typescript.js';
import type { LoadedProgram } from './load-program.js';
import type { Questions } from './questions.js';
import type { SourceFiles } from './source-files.js';

/** A file that users of a package enter it by. */
export interface PackageEntry {
  file: string;
  /** Whether the package is for others than the project's own packages. */
  published: boolean;
  /** What other packages import it by. */
  specifiers?: readonly string[];
}

/** Whether a declaration is among the exports of a package that is for others too, so that code out of sight can use it. */
export type IsPublished = (declaration: ts.Declaration & { name: ts.Identifier }) => boolean;

/** Tells what the users of the project's published packages can name. Entries are read only where a file can reach one. */
export function publishedNames(
  entries: readonly PackageEntry[],
  { program }: LoadedProgram,
  ask: Questions,
  files: SourceFiles,
): IsPublished {
  const entered = new Set(
    entries.flatMap(({ file, published }) => (published ? (program.getSourceFile(file) ?? []) : [])),
  );
  const exportsOf = (module: ts.SourceFile): ts.Symbol[] => {
    const symbol = ask.checker.getSymbolAtLocation(module);
    return symbol ? ask.checker.getExportsOfModule(symbol) : [];
  };
  return ({ name }) => {
    if (entered.size === 0) return false;
    const declared = ask.symbol(name);
    const reached = [...files.dependents(name.getSourceFile())].filter((file) => entered.has(file));
    return reached.some((module) =>
      exportsOf(module).some(
        (one) => (one.flags & ts.SymbolFlags.Alias ? ask.checker.getAliasedSymbol(one) : one) === declared,
      ),
    );
  };
}
