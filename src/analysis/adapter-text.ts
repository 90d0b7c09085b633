import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import type { Adapter } from '../profiles/profile.js';
import type { HelperLanguage } from './helpers.js';
import { javascriptOf } from './javascript-text.js';
import { neededStatements } from './needed-statements.js';

/** What the file of an adapter begins with, by which a later run knows it. */
export const adapterHeader =
  '// Written by asyncshift: the code it rewrote talks to its database through this. It is yours; change it as you like.';

/** Whether a file is an adapter that an earlier run wrote, which is as asynchronous as it is meant to be. */
export function isAdapter({ text }: { text: string }): boolean {
  return text.startsWith(adapterHeader);
}

/**
 * The text of an adapter as one file: a module, with what it needs of the modules it imports by relative paths before it.
 * @param language what the file is written in
 * @param besides the specifiers of adapters that it imports, by the paths it imports them by
 * @param defaultImports `require`: `import x from 'm'` is written `import x = require('m')`
 */
export function adapterText(
  adapter: Pick<Adapter, 'source' | 'instead' | 'beside'>,
  language: HelperLanguage,
  read: (file: string) => string,
  besides: Readonly<Record<string, string>> = {},
  defaultImports: 'import' | 'require' = 'import',
): string {
  const modules = modulesOf(adapter, read);
  const needed = neededStatements(modules, adapter.source);
  const body = modules.flatMap((module) => {
    const own = module.statements.filter((statement) => needed.statements.has(statement));
    const text = own.map((statement) => statement.getFullText().replace(/^\n+/, '\n\n')).join('');
    return module.fileName === adapter.source ? text.trim() : text.replace(/^export /gm, '').trim();
  });
  const imports = importsOf(modules, besides, needed.names).map((line) =>
    defaultImports === 'require'
      ? line.replace(/^import (\w+) from ('.*');$/, 'import $1 = require($2);')
      : line,
  );
  const typed = [imports.join('\n'), ...body.filter((text) => text !== '')].join('\n\n');
  const text = language === 'ts' ? typed : withoutTypes(typed);
  return `${adapterHeader}\n\n${language === 'commonjs' ? asCommonJs(text) : text}\n`;
}

/** A module after those it imports by relative paths, each once. */
function modulesOf(
  { source, instead = {}, beside = {} }: Pick<Adapter, 'source' | 'instead' | 'beside'>,
  read: (file: string) => string,
): ts.SourceFile[] {
  const found = new Map<string, ts.SourceFile>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    const module = ts.createSourceFile(name, read(name), ts.ScriptTarget.ESNext, true);
    for (const statement of module.statements) {
      if (!ts.isImportDeclaration(statement) && !isReExport(statement)) continue;
      const { text } = statement.moduleSpecifier as ts.StringLiteral;
      if (!text.startsWith('.') || text in beside) continue;
      add(path.join(path.dirname(name), (instead[text] ?? text).replace(/js$/, 'ts')));
    }
    found.set(name, module);
  };
  add(source);
  return [...found.values()];
}

/** `export … from './other.js'`: the other module's text is in the same file. */
function isReExport(statement: ts.Statement): statement is ts.ExportDeclaration {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** What the modules import from packages of what is needed, each package once. */
function importsOf(
  modules: readonly ts.SourceFile[],
  besides: Readonly<Record<string, string>>,
  needed: ReadonlySet<string>,
): string[] {
  const packages = new Map<string, { whole: Set<string>; named: Set<string>; spaces: Set<string> }>();
  for (const statement of modules.flatMap(({ statements }) => statements.filter(ts.isImportDeclaration))) {
    const given = (statement.moduleSpecifier as ts.StringLiteral).text;
    const text = besides[given] ?? given;
    if (text === given && text.startsWith('.')) continue;
    const names = packages.get(text) ?? { whole: new Set(), named: new Set(), spaces: new Set() };
    packages.set(text, names);
    const { name, namedBindings, phaseModifier } = statement.importClause ?? {};
    const isType = phaseModifier === ts.SyntaxKind.TypeKeyword;
    if (name && needed.has(name.text)) names.whole.add(name.text);
    if (namedBindings && ts.isNamespaceImport(namedBindings) && needed.has(namedBindings.name.text))
      names.spaces.add(namedBindings.name.text);
    if (namedBindings && ts.isNamedImports(namedBindings))
      for (const element of namedBindings.elements) {
        if (!needed.has(element.name.text)) continue;
        names.named.add(`${isType && !element.isTypeOnly ? 'type ' : ''}${element.getText()}`);
      }
  }
  return [...packages]
    .sort(([one], [other]) =>
      isBuiltIn(one) === isBuiltIn(other) ? (one < other ? -1 : 1) : isBuiltIn(one) ? -1 : 1,
    )
    .flatMap(([from, { whole, named, spaces }]) => {
      // What one module needs as a value and another as a type is there once.
      const names = [...named].filter(
        (name) => !named.has(name.replace(/^type /, '')) || !/^type /.test(name),
      );
      const list = names.length > 0 ? [`{ ${names.sort().join(', ')} }`] : [];
      const clauses = [...[...spaces].map((space) => `* as ${space}`), [...whole, ...list].join(', ')];
      return clauses.filter((clause) => clause !== '').map((clause) => `import ${clause} from '${from}';`);
    });
}

function isBuiltIn(module: string): boolean {
  return module.startsWith('node:');
}

/** The same as JavaScript, with blank lines between declarations and members. */
function withoutTypes(text: string): string {
  return javascriptOf(text)
    .replace(/^( {2}|)\}(;?)\n(?!\n| *\})/gm, '$1}$2\n\n')
    .replace(
      /^(.*[^\s{].*)\n(?=(?: {2})?\/\*\*|(?:export )?(?:async )?(?:function|class) )/gm,
      (line, own: string) => (own.trimStart().startsWith('*') || own.endsWith('*/') ? line : `${own}\n\n`),
    )
    .replace(/\n{3,}/g, '\n\n');
}

/** ECMAScript imports and exports of a file of ours as CommonJS has them: its default export with the others on it. */
function asCommonJs(text: string): string {
  const declared = [...text.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm)];
  const listed = [...text.matchAll(/^export \{ (.+) \};$/gm)];
  const others = [...declared, ...listed].map(([, name]) => name);
  const [, main = 'exports'] = /^export default (\w+);$/m.exec(text) ?? [];
  const body = text
    .replace(/^import (?:\* as )?(\w+) from ('.*');$/gm, 'const $1 = require($2);')
    .replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')
    .replace(/^export default \w+;\n?/m, '')
    .replace(/^export (?=const|class|(?:async )?function)/gm, '')
    .replace(/^export \{.*\};?\n?/gm, '')
    .trim();
  return `${body}\n\nmodule.exports = Object.assign(${main}, { ${others.join(', ')} });`;
}
