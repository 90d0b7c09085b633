import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import { packageRoot } from '../profiles/package-root.js';
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

/**
 * The text of the file that holds helpers.
 * @param names the helpers it exports
 * @param existing the file's text so far: helpers it has stay as they are, missing ones are added at its end
 * @param language what the file is written in
 */
export function helperFile(
  names: ReadonlySet<string>,
  sources: Readonly<Record<string, string>>,
  existing: string | undefined,
  language: 'ts' | 'esm' | 'commonjs',
): string {
  const iteration = iterationHelpers();
  const missing = [...names].sort().filter((name) => !existing?.includes(`function ${name}`));
  const wanted = missing.map((name) => sources[name] ?? iteration[name] ?? '').filter(Boolean);
  if (wanted.length === 0) return existing ?? '';
  const text = [existing === undefined ? header : existing.trimEnd(), ...wanted].join('\n\n') + '\n';
  if (language === 'ts') return text;
  const module = language === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}

/** The source of the helper that maps a URL's scheme, for the drivers chosen. */
export function urlHelperSource(schemes: UrlSchemes, chosen: Readonly<Record<string, string>>): string {
  const rows = Object.entries(schemes.families).map(
    ([scheme, family]) => `  '${scheme}': '${asyncScheme(schemes, chosen, family)}',`,
  );
  return `/** The asynchronous driver to use in place of each synchronous one. */
const asyncSchemes: Record<string, string | undefined> = {
${rows.join('\n')}
};

/** A database URL with an asynchronous driver: \`${rows.length > 0 ? Object.keys(schemes.families)[0] : ''}:…\` and the like; any other URL stays as it is. */
export function ${urlHelper}(url: string): string {
  const scheme = url.slice(0, Math.max(0, url.indexOf(':')));
  return (asyncSchemes[scheme] ?? scheme) + url.slice(scheme.length);
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
