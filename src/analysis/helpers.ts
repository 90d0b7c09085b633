import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import { packageRoot } from '../package/root.js';
import type { UrlSchemes } from '../profiles/profile.js';

/** The name of the helper that maps a database URL at run time. */
export const urlHelper = 'asyncDatabaseUrl';

/** The text of each helper in `src/helpers/iteration.ts`, its overloads and comment included, by name. */
function iterationHelpers(): Readonly<Record<string, string>> {
  const name = path.join(packageRoot, 'src/helpers/iteration.ts');
  const text = readFileSync(name, 'utf8');
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found: Record<string, string> = {};
  for (const statement of file.statements) {
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

/** What a file of helpers is written in. */
export type HelperLanguage = 'ts' | 'esm' | 'commonjs';

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
  const all = { ...iterationHelpers(), ...sources };
  const missing = [...names].sort().filter((name) => !declares(existing ?? '', name));
  if (missing.length === 0) return existing ?? '';
  const added = missing.map((name) => inLanguage(all[name] ?? '', name, language));
  return [existing === undefined ? header : existing.trimEnd(), ...added].join('\n\n') + '\n';
}

function declares(text: string, name: string): boolean {
  return new RegExp(`\\bfunction ${name}\\b`).test(text);
}

/** A helper without its types where the file takes none, indented as the original. */
function inLanguage(source: string, name: string, language: HelperLanguage): string {
  if (language === 'ts') return source;
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const plain = ts
    .transpileModule(source, { compilerOptions })
    .outputText.trim()
    .replace(/^ +/gm, (indent) => indent.slice(0, Math.ceil(indent.length / 2)));
  return language === 'esm' ? plain : `${plain.replace(/^export /gm, '')}\nexports.${name} = ${name};`;
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
export function ${urlHelper}(url: string): string;
export function ${urlHelper}<U extends { drivername: string; set(parts: { drivername: string }): U }>(
  url: string | U,
): string | U;
export function ${urlHelper}(url: string | { drivername: string; set(parts: { drivername: string }): object }) {
  if (typeof url === 'string') {
    const scheme = url.slice(0, Math.max(0, url.indexOf(':')));
    return (asyncSchemes.get(scheme) ?? scheme) + url.slice(scheme.length);
  }
  const drivername = asyncSchemes.get(url.drivername);
  return drivername === undefined ? url : url.set({ drivername });
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
