import path from 'node:path';
import { Linter } from 'eslint';
import ts from 'typescript';
import { parser, plugin } from 'typescript-eslint';

/**
 * The type errors of a project and what typescript-eslint says of its promises, each as `file: rule message`, without
 * positions: those shift.
 */
export function problemsOf(root: string): string[] {
  const config = path.join(root, 'tsconfig.json');
  const parsed = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!parsed) throw new Error(`${config} does not load`);
  const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
  return [...typeErrors(root, program), ...misusedPromises(root, program)];
}

/** The problems of one list that the other does not account for. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const known = [...before];
  return after.filter((problem) => {
    const at = known.indexOf(problem);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

function typeErrors(root: string, program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ file, code, messageText }) => {
    const name = file ? path.relative(root, file.fileName) : '';
    return `${name}: ${String(code)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/**
 * What is said of promises that nobody waits for, and of `await` where there is nothing to wait for. Of `return await`
 * what is a mistake, not what is a matter of taste.
 */
const rules = {
  'ts/await-thenable': 'error',
  'ts/no-floating-promises': 'error',
  'ts/no-misused-promises': 'error',
  'ts/return-await': ['error', 'error-handling-correctness-only'],
} as const;

function misusedPromises(root: string, program: ts.Program): string[] {
  const linter = new Linter({ cwd: root });
  const files = program
    .getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !fileName.includes('/node_modules/'));
  return files.flatMap(({ fileName, text }) => {
    const config = {
      files: ['**/*.{ts,mts,cts,tsx,js,mjs,cjs}'],
      languageOptions: { parser: parser as Linter.Parser, parserOptions: { programs: [program] } },
      linterOptions: { reportUnusedDisableDirectives: false },
      plugins: { ts: plugin as never },
      rules: rules as never,
    };
    return linter.verify(text, config, { filename: fileName }).map(({ ruleId, message }) => {
      if (ruleId === null) throw new Error(`${fileName} could not be linted: ${message}`);
      return `${path.relative(root, fileName)}: ${ruleId} ${message}`;
    });
  });
}
