import type { LoadHook, ResolveHook } from 'node:module';

/** ECMAScript modules that are traced, and the names of their classes. */
const traced: readonly { url: RegExp; driver: string; classes: RegExp }[] = [
  {
    url: /\/async-(?:\w+-)?sqlite(?:-\d+)?(?:\.commonjs)?\.[cm]?[jt]s(?:\?|$)/,
    driver: 'adapter',
    classes: /^(?:export )?class ((?:Async|Database|Statement)\w+)/gm,
  },
  {
    url: /\/@libsql\/client\/.*\.m?js(?:\?|$)/,
    driver: '@libsql/client',
    classes: /^export class (\w+Client)\b/gm,
  },
];

/** node:sqlite is loaded by `require`, which can be watched. */
const sqlite = 'asyncshift-trace:node-sqlite';
const sqliteExports = ['DatabaseSync', 'StatementSync', 'Session', 'backup', 'constants'];

export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === 'node:sqlite' && context.parentURL !== sqlite
    ? { url: sqlite, shortCircuit: true }
    : next(specifier, context);

export const load: LoadHook = async (url, context, next) => {
  if (url === sqlite) return { format: 'module', source: sqliteModule(), shortCircuit: true };
  const loaded = await next(url, context);
  const found = traced.find((one) => one.url.test(url));
  if (!found || loaded.format !== 'module' || loaded.source === undefined) return loaded;
  const source =
    typeof loaded.source === 'string'
      ? loaded.source
      : Buffer.from(loaded.source as Uint8Array).toString('utf8');
  const classes = [...source.matchAll(found.classes)].map(([, name]) => name);
  const told = `globalThis[Symbol.for('asyncshift.trace')]?.({ ${classes.join(', ')} }, '${found.driver}');`;
  // On a line of its own, where a comment with a source map stays the last thing but one.
  return { ...loaded, source: `${source}\n;${told}\n` };
};

function sqliteModule(): string {
  return [
    "import { createRequire } from 'node:module';",
    "const sqlite = createRequire('file:///')('node:sqlite');",
    'export default sqlite;',
    ...sqliteExports.map((name) => `export const ${name} = sqlite.${name};`),
  ].join('\n');
}
