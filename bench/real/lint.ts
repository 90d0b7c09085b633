import path from 'node:path';
import { Linter } from 'eslint';
import ts from 'typescript';
import { parser, plugin } from 'typescript-eslint';

const rules = {
  'ts/no-floating-promises': 'error',
  'ts/no-misused-promises': 'error',
} as const;

/** What typescript-eslint says of promises, and files that do not parse: `file:line rule message`. */
export interface Lint {
  promises: string[];
  unparsable: string[];
}

/**
 * Asks typescript-eslint for floating and misused promises.
 * @param root the project; @param files what to look at, from there
 */
export function lintPromises(root: string, files: readonly string[]): Lint {
  const names = files.map((file) => path.join(root, file)).filter((name) => ts.sys.fileExists(name));
  const programs = byConfig(names).map(([options, roots]) => ts.createProgram({ rootNames: roots, options }));
  const found: Lint = { promises: [], unparsable: [] };
  for (const program of programs)
    for (const name of program.getRootFileNames()) lintFile(found, root, name, program);
  return found;
}

function lintFile(found: Lint, root: string, name: string, program: ts.Program): void {
  const source = program.getSourceFile(name);
  if (source === undefined) throw new Error(`${name} is not in its program`);
  const file = path.relative(root, name);
  for (const { start, messageText } of program.getSyntacticDiagnostics(source)) {
    const { line } = source.getLineAndCharacterOfPosition(start);
    found.unparsable.push(`${file}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }
  const linter = new Linter({ cwd: root });
  const config = {
    files: ['**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'],
    languageOptions: {
      parser: parser as Linter.Parser,
      parserOptions: { programs: [program], ecmaFeatures: { jsx: true } },
    },
    linterOptions: { reportUnusedDisableDirectives: false },
    plugins: { ts: plugin as never },
    rules: rules as never,
  };
  // A project's own directives name rules that are not there.
  const options = { filename: name, allowInlineConfig: false };
  for (const { ruleId, line, message } of linter.verify(source.text, config, options)) {
    if (ruleId !== null) found.promises.push(`${file}:${line} ${ruleId} ${message}`);
    else if (found.unparsable.length === 0) found.unparsable.push(`${file}:${line} ${message}`);
  }
}

/** The files by the compiler options of the nearest tsconfig.json. */
function byConfig(names: readonly string[]): [ts.CompilerOptions, string[]][] {
  const groups = new Map<string | undefined, string[]>();
  for (const name of names) {
    const config = ts.findConfigFile(path.dirname(name), (file) => ts.sys.fileExists(file));
    groups.set(config, [...(groups.get(config) ?? []), name]);
  }
  return [...groups].map(([config, roots]) => [optionsOf(config), roots]);
}

function optionsOf(config: string | undefined): ts.CompilerOptions {
  const own: ts.CompilerOptions = { allowJs: true, noEmit: true, skipLibCheck: true };
  if (config === undefined) return { ...own, target: ts.ScriptTarget.ESNext, strict: true };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, own, host);
  return { ...parsed?.options, ...own, composite: false, incremental: false };
}
