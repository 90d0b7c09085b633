import { isInside } from '../../project/ancestors.js';
import { ts } from '../../compiler/typescript.js';
import { describeFinding, findingAt, type Finding } from './finding.js';
import type { Side } from './programs.js';

/** "File is not under 'rootDir'": says where output would go, of every file, and nothing is written here. */
const outsideRootDir = 6059;

/**
 * The type errors of a project's own files, and those about its settings, in the order of their places.
 * In JavaScript the project does not have checked, all but those that speak of promises (what a missing `await` leads
 * to) are marked as asides.
 */
export function typeErrors(root: string, side: Side): Finding[] {
  const all = side.programs.flatMap(({ program, uncheckedJs }) => {
    const found = [
      ...program.getConfigFileParsingDiagnostics(),
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...ownFiles(root, program).flatMap((source) => [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ]),
    ];
    const errors = found.filter(
      ({ category, code }) => category === ts.DiagnosticCategory.Error && code !== outsideRootDir,
    );
    return [...ts.sortAndDeduplicateDiagnostics(errors)].map((error) => {
      const aside = uncheckedJs && isJavaScript(error.file) && !/\bPromise\b|\bawait\b/.test(textOf(error));
      return { ...toFinding(root, error), ...(aside ? { aside } : {}) };
    });
  });
  // One file may be in the programs of several tsconfigs.
  return [...new Map(all.map((error) => [describeFinding(error), error])).values()];
}

function isJavaScript(source: ts.SourceFile | undefined): boolean {
  return source !== undefined && /\.[mc]?jsx?$/.test(source.fileName);
}

function textOf(diagnostic: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\s+/g, ' ');
}

/** The source files of a program that belong to the project. */
export function ownFiles(root: string, program: ts.Program): ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter((source) => isInside(root, source.fileName) && !source.fileName.includes('/node_modules/'));
}

function toFinding(root: string, diagnostic: ts.Diagnostic): Finding {
  const message = textOf(diagnostic);
  const code = `TS${diagnostic.code}`;
  const { file, start } = diagnostic;
  // Settings are the same on both sides as a rule; a line in the tsconfig would tell nothing.
  if (file === undefined || start === undefined || file.fileName.endsWith('.json')) {
    return { line: 0, character: 0, code, message, context: '' };
  }
  return findingAt(root, file, start, code, message);
}
