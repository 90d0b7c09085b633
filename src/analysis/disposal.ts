import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import { ts } from '../compiler/typescript.js';
import type { LoadedProgram } from './load-program.js';

/** The first Node that runs `using` and `await using` as they are written (V8 13.6). */
const firstNode = 24;

/**
 * Tells of a file whether it may say `await using`: where it is compiled for an older language, or says `using` already,
 * or every Node that its package admits knows it. A package that admits none by name may run on an older one.
 */
export function awaitUsingRuns({ program, checker }: LoadedProgram): (file: ts.SourceFile) => boolean {
  const options = program.getCompilerOptions();
  const compiled =
    (options.target === undefined || options.target < ts.ScriptTarget.ESNext) && !options.erasableSyntaxOnly;
  const isType = (name: string) =>
    checker.resolveName(name, undefined, ts.SymbolFlags.Type, false) !== undefined;
  const declared = isType('Disposable') && isType('AsyncDisposable');
  const newEnough = new Map<string, boolean>();
  const runsAsWritten = (folder: string): boolean => {
    const known = newEnough.get(folder) ?? admitsOnlyNew(folder) ?? admittedAbove(folder, runsAsWritten);
    newEnough.set(folder, known);
    return known;
  };
  return (file) => {
    if (saysUsing(file)) return true;
    const isScript = (file.flags & ts.NodeFlags.JavaScriptFile) !== 0;
    if (!isScript && !declared) return false;
    return (!isScript && compiled) || runsAsWritten(path.posix.dirname(file.fileName));
  };
}

/** What a folder's package.json says of Node; `undefined` if there is none. */
function admitsOnlyNew(folder: string): boolean | undefined {
  const name = path.posix.join(folder, 'package.json');
  if (!existsSync(name)) return undefined;
  const { config } = ts.readConfigFile(name, () => readFileSync(name, 'utf8')) as {
    config?: { engines?: { node?: unknown } };
  };
  const range = config?.engines?.node;
  if (typeof range !== 'string' || validRange(range) === null) return false;
  return (minVersion(range)?.major ?? 0) >= firstNode;
}

function admittedAbove(folder: string, ask: (folder: string) => boolean): boolean {
  const parent = path.posix.dirname(folder);
  return parent !== folder && ask(parent);
}

function saysUsing(node: ts.Node): boolean {
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0) return true;
  return ts.forEachChild(node, saysUsing) ?? false;
}
