import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import ts from 'typescript';
import { projectOf, writeFiles } from './cases.js';

interface Sides {
  input: ReadonlyMap<string, string>;
  output: ReadonlyMap<string, string>;
  /** Files that both `main`s may import from the folder above. */
  helpers: ReadonlyMap<string, string>;
  packages: Readonly<Record<string, string>>;
}

/** Runs `main` of both sides in processes of their own. @returns what each printed, the exit code last */
export async function runOnBoth(sides: Sides): Promise<{ before: string; after: string }> {
  const root = projectOf([], sides.packages);
  try {
    writeFiles(root, transpiled(sides.helpers));
    const [before, after] = await Promise.all([
      run(root, 'before', transpiled(sides.input)),
      run(root, 'after', transpiled(sides.output)),
    ]);
    return { before, after };
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function run(root: string, side: string, files: ReadonlyMap<string, string>): Promise<string> {
  const folder = mkdtempSync(path.join(root, `${side}-`));
  writeFiles(folder, files);
  const main = files.has('main.js') ? 'main.js' : 'main.cjs';
  const { stdout, stderr, exitCode } = await x('node', [path.join(folder, main)], { timeout: 30_000 });
  return `${stdout}${exitCode === 0 ? '' : stderr}exit ${String(exitCode)}`;
}

/** TypeScript as JavaScript for the Node that runs the tests. */
function transpiled(files: ReadonlyMap<string, string>): Map<string, string> {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return new Map(
    [...files].map(([file, text]) =>
      /\.[cm]?ts$/.test(file)
        ? [file.replace(/ts$/, 'js'), ts.transpileModule(text, { compilerOptions: options }).outputText]
        : [file, text],
    ),
  );
}
