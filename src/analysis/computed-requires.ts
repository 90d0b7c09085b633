import path from 'node:path';
import { ts } from '../compiler/typescript.js';

/**
 * Tells which modules may be loaded by a `require` of a name that is worked out at run time: those that a text of the project
 * names from where it stands, and those in folders that a file lists and names. `import()` is no matter: it waits for what it loads.
 * @returns for a module, such a `require`
 */
export function computedRequires(
  sources: readonly ts.SourceFile[],
): (file: ts.SourceFile) => ts.CallExpression | undefined {
  let known: readonly ts.CallExpression[] | undefined;
  return (file) => {
    known ??= sources.flatMap((source) => requiresIn(source));
    return known.find((call) => {
      const requiring = call.getSourceFile();
      if (requiring === file) return false;
      return lists(requiring, file) || sources.some((source) => names(source, file, requiring));
    });
  };
}

/** Whether a file looks into folders, and says the name of the one that another file is in. */
function lists({ text }: ts.SourceFile, { fileName }: ts.SourceFile): boolean {
  const folder = path.posix.basename(path.posix.dirname(fileName));
  return /\breaddir|\bglob/.test(text) && new RegExp(`['"\`/]${escaped(folder)}['"\`/]`).test(text);
}

/** Whether a file has a text that leads to another one, from where it is itself or from where a `require` stands. */
function names(source: ts.SourceFile, file: ts.SourceFile, requiring: ts.SourceFile): boolean {
  const { dir, name, ext } = path.posix.parse(file.fileName);
  if (source === file || !source.text.includes(name)) return false;
  const written = new RegExp(`['"\`]([^'"\`\\n]*${escaped(name)})(?:${escaped(ext)})?['"\`]`, 'g');
  const folders = [source, requiring].map(({ fileName }) => path.posix.dirname(fileName));
  return [...source.text.matchAll(written)].some(([, text = '']) =>
    folders.some((folder) => path.posix.resolve(folder, text) === path.posix.join(dir, name)),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function requiresIn(source: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  if (!/\brequire\(/.test(source.text)) return found;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require') {
      const [module] = node.arguments;
      if (module && !ts.isStringLiteralLike(module)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
