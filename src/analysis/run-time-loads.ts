import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import { isLoad } from './module-loads.js';

/**
 * Tells which modules may be loaded by a name that is worked out at run time: those that a text of the project names from
 * where it stands, in the file that loads or one that it has to do with, and those in folders that a file lists and names.
 * @param dependents the files that import a file, directly or through others, and itself
 * @returns for a module, all calls of `require` and `import` of such a name
 */
export function runTimeLoads(
  sources: readonly ts.SourceFile[],
  dependents: (file: ts.SourceFile) => ReadonlySet<ts.SourceFile>,
): (file: ts.SourceFile) => readonly ts.CallExpression[] {
  let known: readonly ts.CallExpression[] | undefined;
  const haveToDo = (one: ts.SourceFile, other: ts.SourceFile) =>
    dependents(one).has(other) || dependents(other).has(one);
  return (file) => {
    known ??= sources.flatMap((source) => loadsIn(source));
    return known.filter((call) => {
      const loading = call.getSourceFile();
      if (loading === file || !mayLead(call, file)) return false;
      if (lists(loading, file)) return true;
      return sources.some((source) => names(source, file, loading) && haveToDo(source, loading));
    });
  };
}

/** Whether the name of a call, as far as it starts with a path, is that of a file. */
function mayLead(call: ts.CallExpression, { fileName }: ts.SourceFile): boolean {
  const start = startOf(call.arguments[0]);
  if (!start?.startsWith('.')) return true;
  const folder = path.posix.dirname(call.getSourceFile().fileName);
  const end = /[^/]*$/.exec(start)?.[0] ?? '';
  return fileName.startsWith(path.posix.resolve(folder, start.slice(0, start.length - end.length)));
}

/** The text that a name begins with, if it is known. */
function startOf(name: ts.Expression | undefined): string | undefined {
  if (!name) return undefined;
  if (ts.isStringLiteralLike(name)) return name.text;
  if (ts.isTemplateExpression(name)) return name.head.text;
  const isSum = ts.isBinaryExpression(name) && name.operatorToken.kind === ts.SyntaxKind.PlusToken;
  return isSum ? startOf(name.left) : undefined;
}

/** Whether a file looks into folders, and says the name of the one that another file is in. */
function lists({ text }: ts.SourceFile, { fileName }: ts.SourceFile): boolean {
  const folder = path.posix.basename(path.posix.dirname(fileName));
  return /\breaddir|\bglob(?!al)/.test(text) && new RegExp(`['"\`/]${escaped(folder)}['"\`/]`).test(text);
}

/** Whether a file has a text that leads to another one, from where it is itself or from where it is loaded. */
function names(source: ts.SourceFile, file: ts.SourceFile, loading: ts.SourceFile): boolean {
  const { dir, name, ext } = path.posix.parse(file.fileName);
  if (source === file || !source.text.includes(name)) return false;
  const written = new RegExp(`['"\`]([^'"\`\\n]*${escaped(name)})(?:${escaped(ext)})?['"\`]`, 'g');
  const folders = [source, loading].map(({ fileName }) => path.posix.dirname(fileName));
  return [...source.text.matchAll(written)].some(([, text = '']) =>
    folders.some((folder) => path.posix.resolve(folder, text) === path.posix.join(dir, name)),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function loadsIn(source: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  if (!/\b(?:require|import)\s*\(/.test(source.text)) return found;
  const visit = (node: ts.Node): void => {
    if (isLoad(node)) {
      const [module] = node.arguments;
      if (module && !ts.isStringLiteralLike(module)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
