import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { transform } from 'esbuild';
import { writeFiles } from '../cases.js';

const worker = path.resolve('test/support/programs/run-all.js');
/** How long programs may run: none of them takes long, and one that never ends would stop all others. */
const patience = 60_000;
const store = path.resolve('test/support/store');

/**
 * Runs programs in a thread of their own, one after the other.
 * @param entries the file each of them starts with
 * @returns what each printed, and how it ended
 */
export async function run(
  files: ReadonlyMap<string, string>,
  entries: readonly string[],
): Promise<string[][]> {
  const root = mkdtempSync(path.join(tmpdir(), 'asyncshift-runs-'));
  try {
    writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'module' }));
    mkdirSync(path.join(root, 'node_modules'));
    symlinkSync(store, path.join(root, 'node_modules/store'));
    writeFiles(root, await transpiled(files));
    const workerData = entries.map((entry) => path.join(root, entry.replace(/ts$/, 'js')));
    const thread = new Worker(worker, { workerData, execArgv: [] });
    const limit = setTimeout(() => void thread.terminate(), patience);
    return await new Promise<string[][]>((resolve, reject) => {
      thread
        .once('message', resolve)
        .once('error', reject)
        .once('exit', () => {
          reject(new Error('the thread that ran the programs ended'));
        });
    }).finally(() => {
      clearTimeout(limit);
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** TypeScript as JavaScript. */
async function transpiled(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const javascript = [...files].map(async ([file, text]) => {
    if (!/\.c?ts$/.test(file)) return [file, text] as const;
    const format = file.endsWith('.cts') ? 'cjs' : 'esm';
    const { code } = await transform(text, { loader: 'ts', target: 'es2022', format });
    return [file.replace(/ts$/, 'js'), code] as const;
  });
  return new Map(await Promise.all(javascript));
}
