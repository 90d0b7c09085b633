import path from 'node:path';
import ts from 'typescript';

/** The quick fixes of TypeScript that have to do with `await`. */
const fixes = new Set([
  'addMissingAsync',
  'addMissingAwait',
  'fixAwaitInSyncFunction',
  'fixReturnTypeInAsyncFunction',
  'returnValueCorrect',
]);

/** More rounds than any chain of calls in the fixtures is long. */
const mostRounds = 60;

/**
 * Awaits every call of the asynchronous database, and then applies TypeScript's own code fixes for `await` and `async` to a
 * project, all of a kind at once as an editor does, until there is none left.
 * @param texts the project's files by absolute path; changed in place
 */
export function applyCodeFixes(root: string, options: ts.CompilerOptions, texts: Map<string, string>): void {
  const versions = new Map<string, number>();
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (file) => String(versions.get(file) ?? 0),
    getScriptSnapshot: (file) => {
      const text = texts.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (file) => texts.has(file) || ts.sys.fileExists(file),
    readFile: (file) => texts.get(file) ?? ts.sys.readFile(file),
    directoryExists: (folder) => ts.sys.directoryExists(folder),
    getDirectories: (folder) => ts.sys.getDirectories(folder),
    realpath: (file) => ts.sys.realpath?.(file) ?? file,
  };
  const service = ts.createLanguageService(host);
  const apply = (changes: readonly ts.FileTextChanges[]): boolean => {
    let changed = false;
    for (const { fileName, textChanges } of changes) {
      const text = texts.get(fileName);
      if (text === undefined) continue;
      const after = [...textChanges]
        .sort((a, b) => b.span.start - a.span.start)
        .reduce(
          (now, { span, newText }) =>
            now.slice(0, span.start) + newText + now.slice(span.start + span.length),
          text,
        );
      if (after === text) continue;
      texts.set(fileName, after);
      versions.set(fileName, (versions.get(fileName) ?? 0) + 1);
      changed = true;
    }
    return changed;
  };
  const program = service.getProgram();
  if (program)
    for (const file of [...texts.keys()]) apply([{ fileName: file, textChanges: awaits(file, program) }]);
  let open = [...texts.keys()];
  for (let round = 0; round < mostRounds && open.length > 0; round++) {
    const folders = new Set(
      open.filter((file) => fixFile(service, file, apply)).map((file) => caseOf(root, file)),
    );
    // What a fix changes matters in the same case alone, and each case has a folder of its own.
    open = [...texts.keys()].filter((file) => folders.has(caseOf(root, file)));
  }
}

/** Awaits the calls of the database itself, which gives the fixes something to start from. */
function awaits(file: string, program: ts.Program): ts.TextChange[] {
  const checker = program.getTypeChecker();
  const changes: ts.TextChange[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && !ts.isAwaitExpression(node.parent)) {
      const signature = checker.getResolvedSignature(node);
      const declared = signature?.declaration as ts.Node | undefined;
      const own = declared?.getSourceFile().fileName.endsWith('/store/async.d.ts') === true;
      if (own && signature?.getReturnType().getProperty('then')) {
        const bare = ts.isExpressionStatement(node.parent) || ts.isReturnStatement(node.parent);
        const at = (start: number, newText: string) => changes.push({ span: { start, length: 0 }, newText });
        at(node.getStart(), bare ? 'await ' : '(await ');
        if (!bare) at(node.end, ')');
      }
    }
    ts.forEachChild(node, visit);
  };
  const source = program.getSourceFile(file);
  if (source) visit(source);
  return changes;
}

/** The folder of the project that a file's case has for itself. */
function caseOf(root: string, file: string): string {
  return path.relative(root, file).split(path.sep, 1)[0] ?? '';
}

function fixFile(
  service: ts.LanguageService,
  file: string,
  apply: (changes: readonly ts.FileTextChanges[]) => boolean,
): boolean {
  const found = [
    ...service.getSyntacticDiagnostics(file),
    ...service.getSemanticDiagnostics(file),
    ...service.getSuggestionDiagnostics(file),
  ];
  for (const { start = 0, length = 0, code } of found) {
    const offered = service.getCodeFixesAtPosition(
      file,
      start,
      start + length,
      [code],
      ts.getDefaultFormatCodeSettings('\n'),
      {},
    );
    const fix = offered.find(({ fixName }) => fixes.has(fixName));
    if (!fix) continue;
    const all = fix.fixId === undefined ? undefined : everyFix(service, file, fix.fixId);
    if ((all && apply(all)) || apply(fix.changes)) return true;
  }
  return false;
}

/** All fixes of a kind in a file; none where they get in each other's way, which TypeScript does not survive. */
function everyFix(
  service: ts.LanguageService,
  fileName: string,
  fix: object,
): readonly ts.FileTextChanges[] | undefined {
  const format = ts.getDefaultFormatCodeSettings('\n');
  try {
    return service.getCombinedCodeFix({ type: 'file', fileName }, fix, format, {}).changes;
  } catch {
    return undefined;
  }
}
