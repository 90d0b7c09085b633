import path from 'node:path';
import ts from 'typescript';

/** The type errors of a project, each as `file: code message`, without positions: those shift. */
export function newProblems(root: string): string[] {
  const config = path.join(root, 'tsconfig.json');
  const parsed = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!parsed) throw new Error(`${config} does not load`);
  const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
  return ts.getPreEmitDiagnostics(program).map(({ file, code, messageText }) => {
    const name = file ? path.relative(root, file.fileName) : '';
    return `${name}: ${String(code)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
