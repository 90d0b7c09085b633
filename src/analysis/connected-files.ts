import path from 'node:path';
import type { ModuleResolver } from '../compiler/host.js';
import { ts } from '../compiler/typescript.js';
import { startsSql } from './sql-text.js';

/** What is asked about the files of a project before any is parsed. */
export interface ConnectionRequest {
  /** The project's files, absolute. */
  names: readonly string[];
  readFile: (file: string) => string | undefined;
  resolve: ModuleResolver;
  /** Modules whose users matter. */
  modules: readonly string[];
  /** Files that matter, whatever they say. */
  files: ReadonlySet<string>;
}

/**
 * The files that can have to do with some modules: those that name one, and every file that imports lead to or from, over
 * however many others. What a file declares for all of them counts too: files that share no import can share types.
 * Only the texts of files are looked at. Of JavaScript nothing is left out, since values reach it without imports.
 */
export function connectedFiles(request: ConnectionRequest): readonly string[] {
  const { names, readFile } = request;
  const groups = new Groups();
  const wanted: string[] = [];
  const augmenting: string[] = [];
  const named = naming(request.modules);
  for (const name of names) {
    const text = readFile(name) ?? '';
    const uses = request.files.has(name) || named.test(text);
    const isDeclaration = /\.d\.\w+$/.test(name);
    if (isDeclaration && (uses || /from\s*['"]\.|import\(['"]\./.test(text))) return names;
    if (uses || isSeenByAll(name, text)) wanted.push(name);
    if (isDeclaration) continue;
    const { importedFiles } = ts.preProcessFile(text, true, true);
    if (/\bdeclare\s+(?:global|module)\b/.test(text)) augmenting.push(name);
    for (const target of [...importsOf(name, importedFiles, request), ...standsFor(name, names)])
      groups.join(name, target);
  }
  const kept = new Set(wanted.map((name) => groups.of(name)));
  const isKept = (name: string): boolean => kept.has(groups.of(name));
  return augmenting.some(isKept) ? names : names.filter(isKept);
}

/**
 * Whether a file counts though nothing imports it: declarations, JavaScript, scripts, what runs SQL, and what has a comment
 * for this tool.
 */
function isSeenByAll(name: string, text: string): boolean {
  const isModule = /\b(?:import|export)\b/.test(text);
  if (/\.d\.\w+$|\.[cm]?jsx?$/.test(name) || !isModule || text.includes('asyncshift-')) return true;
  return [...text.matchAll(/\(\s*["'`]/g)].some(({ index, 0: opening }) =>
    startsSql(text, index + opening.length),
  );
}

/** What a text has in it that names one of some modules. */
export function naming(modules: readonly string[]): RegExp {
  const names = modules.map((module) => module.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`["'\`](?:${names.join('|')})["'\`]`);
}

function importsOf(
  name: string,
  imports: readonly ts.FileReference[],
  { resolve }: ConnectionRequest,
): string[] {
  return imports.flatMap(({ fileName }) => {
    const found = resolve(fileName, name);
    return found === undefined || found.includes('/node_modules/') ? [] : [found];
  });
}

/** The file that one in a folder `__mocks__` stands for. */
function standsFor(name: string, names: readonly string[]): readonly string[] {
  if (!name.includes('/__mocks__/')) return [];
  const { dir, name: base } = path.posix.parse(name.replace('/__mocks__/', '/'));
  return names.filter((other) => path.posix.join(dir, base) === other.replace(/\.\w+$/, ''));
}

/** Files in groups, each known by one of its members. */
class Groups {
  readonly #above = new Map<string, string>();

  of(name: string): string {
    let top = name;
    for (let next = this.#above.get(top); next !== undefined; next = this.#above.get(top)) top = next;
    if (top !== name) this.#above.set(name, top);
    return top;
  }

  join(one: string, other: string): void {
    const [top, above] = [this.of(one), this.of(other)];
    if (top !== above) this.#above.set(top, above);
  }
}
