import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';

/** The compiler, its library and the parser: what takes long to compile. What is kept of a module cannot say `import()`. */
export const keptModules: readonly string[] = [
  '@ts-morph/common/dist/typescript.js',
  '@ts-morph/common/dist/ts-morph-common.js',
  '@babel/parser/lib/index.js',
];

/** Bytes of a digest. */
const digestLength = 32;

/** A module as Node loads it, with the method that compiles it, which Node's types leave out. */
interface Loading {
  exports: unknown;
  _compile: (this: Loading, content: string, file: string) => unknown;
}

/** Where a user's programs keep what can be made again. */
function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  const usual = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  return path.join(XDG_CACHE_HOME ?? LOCALAPPDATA ?? path.join(homedir(), usual), 'asyncshift');
}

/**
 * Keeps what V8 made of a few large modules for the next process, as `module.enableCompileCache` of Node 22 does: for
 * Node 20, which has none. A file is named by the module's text and the Node that runs it with
 * its flags for V8, which takes nothing that another one wrote. The variable that switches it off is the one Node 22 has: NODE_DISABLE_COMPILE_CACHE.
 */
export function enableCompileCache(env: NodeJS.ProcessEnv = process.env): void {
  if (env['NODE_DISABLE_COMPILE_CACHE']) return;
  const built = `node-${process.version}-${process.arch}-${cachedDataVersionTag().toString(16)}`;
  const folder = path.join(cacheFolder(env), built);
  const loading = Module.prototype as unknown as Loading;
  const compile = loading._compile;
  loading._compile = function (content, file) {
    const name = file.replaceAll(path.sep, '/');
    if (!keptModules.some((one) => name.endsWith(`/node_modules/${one}`)))
      return compile.call(this, content, file);
    const script = compiled(content, file, folder);
    const run = script.runInThisContext() as (this: unknown, ...given: unknown[]) => unknown;
    return run.call(this.exports, this.exports, createRequire(file), this, file, path.dirname(file));
  };
}

/** Compiles a module with what an earlier process kept of it, or keeps it when this one ends. */
function compiled(content: string, file: string, folder: string): vm.Script {
  const kept = path.join(folder, `${path.basename(file)}-${digest(content).toString('hex')}`);
  const cachedData = read(kept);
  const script = new vm.Script(Module.wrap(content), {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  // At the end, functions that were called are compiled too.
  if (script.cachedDataRejected !== false)
    process.once('exit', () => {
      write(kept, script.createCachedData());
    });
  return script;
}

/** What a file keeps, if it is as it was written: V8 runs what it is given without a look. */
function read(file: string): Buffer | undefined {
  try {
    const stored = readFileSync(file);
    const data = stored.subarray(digestLength);
    return digest(data).equals(stored.subarray(0, digestLength)) ? data : undefined;
  } catch {
    return undefined; // Nobody has kept it yet, or it cannot be read: then it is compiled as ever.
  }
}

/** Writes data behind its digest. Other processes see a file whole or not at all. */
function write(file: string, data: Buffer): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, Buffer.concat([digest(data), data]));
    renameSync(unfinished, file);
  } catch {
    // A place that cannot be written to costs time, and nothing else.
  }
}

function digest(content: string | Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}
