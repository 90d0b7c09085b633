import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import { packageRoot } from '../package/root.js';
import type { UrlSchemes } from '../profiles/profile.js';
import { indentedByTwo, javascriptOf } from './javascript-text.js';

/** The name of the helper that maps a database URL at run time. */
export const urlHelper = 'asyncDatabaseUrl';

/** The files of helpers. */
const helperSources = ['iteration', 'untyped', 'assertions', 'files', 'absence'];

let known: Readonly<Record<string, string>> | undefined;

/** The text of each helper in `src/helpers/`, its overloads and comment included, by name: read once in a process. */
function ownHelpers(): Readonly<Record<string, string>> {
  return (known ??= readHelpers());
}

function readHelpers(): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const statements = helperSources.flatMap((source) => {
    const name = path.join(packageRoot, `src/helpers/${source}.ts`);
    return ts.createSourceFile(name, readFileSync(name, 'utf8'), ts.ScriptTarget.ES2022, true).statements;
  });
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
    const own = statement
      .getFullText()
      .trim()
      .replace(/^\/\/.*\n/gm, '')
      .trim();
    const earlier = found[statement.name.text];
    found[statement.name.text] = earlier === undefined ? own : `${earlier}\n${own}`;
  }
  return found;
}

const header =
  '// Written by asyncshift: helpers that the code it rewrote calls. It is yours; change it as you like.';

/** What such a file begins with where JavaScript is type-checked: the types of helpers stand in declarations beside them. */
export const uncheckedHeader = `${header}\n// @ts-nocheck: the types stand in the declarations beside this file.`;

/** What a file of helpers is written in. */
export type HelperLanguage = 'ts' | 'esm' | 'commonjs' | 'declarations';

/**
 * The text of the file that holds helpers.
 * @param names the helpers it exports
 * @param existing the file's text so far: helpers it has stay as they are, missing ones are added at its end
 */
export function helperFile(
  names: ReadonlySet<string>,
  sources: Readonly<Record<string, string>>,
  existing: string | undefined,
  language: HelperLanguage,
): string {
  const all = { ...ownHelpers(), ...sources };
  const missing = [...withCalled(names, all)].sort().filter((name) => !declares(existing ?? '', name));
  if (missing.length === 0) return existing ?? '';
  const added = missing.map((name) => inLanguage(all[name] ?? '', name, language));
  return [existing === undefined ? header : existing.trimEnd(), ...added].join('\n\n') + '\n';
}

/** Helpers, with those that they call. */
function withCalled(
  names: ReadonlySet<string>,
  sources: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    const words = sources[name]?.match(/\b\w+\b/g) ?? [];
    for (const word of words) if (Object.hasOwn(sources, word)) found.add(word);
  }
  return found;
}

function declares(text: string, name: string): boolean {
  return new RegExp(`\\bfunction ${name}\\b`).test(text);
}

/** A helper without its types where the file takes none, indented as the original. */
function inLanguage(source: string, name: string, language: HelperLanguage): string {
  if (language === 'ts') return source;
  if (language === 'declarations') return declarationsOf(source);
  const plain = withoutTypes(source);
  return language === 'esm' ? plain : `${plain.replace(/^export /gm, '')}\nexports.${name} = ${name};`;
}

/** What a helper's types say of it, for JavaScript that is type-checked. */
function declarationsOf(source: string): string {
  const { outputText } = ts.transpileDeclaration(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  return indentedByTwo(outputText.trim());
}

/** Statement by statement, because the compiler drops the blank lines between them; overloads leave their comment. */
function withoutTypes(source: string): string {
  const { statements } = ts.createSourceFile('helper.ts', source, ts.ScriptTarget.ES2022, true);
  let comment = '';
  const plain = statements.flatMap((statement) => {
    const text = statement.getFullText().trim();
    comment ||= /^\/\*\*[^]*?\*\//.exec(text)?.[0] ?? '';
    if (ts.isFunctionDeclaration(statement) && !statement.body) return [];
    const plain = javascriptOf(text);
    const documented = plain.startsWith('/**') || !comment ? plain : `${comment}\n${plain}`;
    comment = '';
    return [documented];
  });
  return plain.join('\n\n');
}

/** The source of the helper that maps a URL's scheme, for the drivers chosen. */
export function urlHelperSource(schemes: UrlSchemes, chosen: Readonly<Record<string, string>>): string {
  const rows = Object.entries(schemes.families).map(
    ([scheme, family]) => `  ['${scheme}', '${asyncScheme(schemes, chosen, family)}'],`,
  );
  return `/** The asynchronous driver to use in place of each synchronous one. */
const asyncSchemes = new Map([
${rows.join('\n')}
]);

/** A database URL, as text or parsed, with an asynchronous driver for a synchronous one; any other stays as it is. */
export function ${urlHelper}<
  T extends string | { drivername: string; set(parts: { drivername: string }): unknown },
>(url: T): T {
  const scheme = typeof url === 'string' ? url.slice(0, Math.max(0, url.indexOf(':'))) : url.drivername;
  const drivername = asyncSchemes.get(scheme);
  if (drivername === undefined) return url;
  return (typeof url === 'string' ? drivername + url.slice(scheme.length) : url.set({ drivername })) as T;
}`;
}

/** The scheme a family's URLs get: the driver chosen for it, or the profile's default. */
export function asyncScheme(
  schemes: UrlSchemes,
  chosen: Readonly<Record<string, string>>,
  family: string,
): string {
  const driver = chosen[family];
  return driver === undefined ? (schemes.defaults[family] ?? family) : `${family}+${driver}`;
}
