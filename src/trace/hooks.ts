import { existsSync, readFileSync } from 'node:fs';
import Module, { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Drivers } from './drivers.js';

type Load = (request: string, ...rest: unknown[]) => unknown;
type Traceable = { prototype: object; name: string };

/** The packages whose classes are traced. */
const packages: ReadonlySet<string> = new Set(['better-sqlite3', 'libsql', '@libsql/client']);
/** What the files of adapters are called (src/analysis/written-files.ts). */
const adapter = /[\\/]async-(?:\w+-)?sqlite(?:-\d+)?(?:\.commonjs)?\.[cm]?[jt]s$/;

/** Has modules traced as they are loaded, by `require` and by `import`. */
export function installHooks(drivers: Drivers): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, ...rest) {
    const exported = load.call(this, request, ...rest);
    const driver = driverOf(request);
    if (driver !== undefined) trace(exported, driver, drivers);
    return exported;
  };
  // What has no CommonJS module behind it says so itself: see loader.ts.
  Object.assign(globalThis, {
    [Symbol.for('asyncshift.trace')]: (exported: unknown, driver: string) => {
      trace(exported, driver, drivers);
    },
  });
  register(pathToFileURL(path.join(import.meta.dirname, 'loader.js')).href);
}

/** The driver that a request for a module is about. */
function driverOf(request: string): string | undefined {
  if (request === 'node:sqlite') return request;
  if (!/sqlite|libsql/.test(request)) return undefined;
  if (adapter.test(request)) return 'adapter';
  if (!path.isAbsolute(request)) return packages.has(packageIn(request)) ? packageIn(request) : undefined;
  const name = packageOf(path.dirname(request));
  return name !== undefined && packages.has(name) ? name : undefined;
}

/** `libsql/promise` is of the package `libsql`. */
function packageIn(request: string): string {
  return request
    .split('/')
    .slice(0, request.startsWith('@') ? 2 : 1)
    .join('/');
}

const names = new Map<string, string | undefined>();

/** The name of the package that a folder belongs to. */
function packageOf(folder: string): string | undefined {
  if (names.has(folder)) return names.get(folder);
  const file = path.join(folder, 'package.json');
  const above = path.dirname(folder);
  const own = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name
    : undefined;
  const name = own ?? (above === folder ? undefined : packageOf(above));
  names.set(folder, name);
  return name;
}

/** Traces the classes among what a module exports. */
function trace(exported: unknown, driver: string, drivers: Drivers): void {
  const members: unknown[] = typeof exported === 'object' && exported !== null ? Object.values(exported) : [];
  for (const one of [exported, ...members]) {
    if (!isClass(one)) continue;
    if (driver === 'adapter') drivers.adapter(one);
    else if ('prepare' in one.prototype) drivers.connections(one, driver);
    else if ('executeMultiple' in one.prototype) drivers.clients(one);
  }
}

function isClass(value: unknown): value is Traceable {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}
