import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ancestors, isInside, toPosix } from '../project/ancestors.js';

/** The program to run. */
export interface Entry {
  /** Absolute path of the file. */
  file: string;
  /** Absolute path of the folder to run it in: the one of its package.json, else the project root. */
  cwd: string;
  /** `asyncshift.args` of that package.json. */
  args: string[];
}

export type EntryOutcome =
  | { ok: true; entry: Entry }
  /** `named`: the user named a file or folder and it is not there; otherwise a folder has no program to find. */
  | { ok: false; named: boolean; message: string };

const source = /\.[mc]?[jt]sx?$/;
const builtFolder = /^(dist|build|lib|out)\//;
const conventional = [
  'src/main',
  'src/index',
  'main',
  'index',
  'src/app',
  'src/server',
  'src/cli',
  'app',
  'server',
];
const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'];

const manifestSchema = z.object({
  main: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).catch({}).default({}),
  asyncshift: z
    .object({ entry: z.string().optional(), args: z.array(z.string()).default([]) })
    .catch({ args: [] })
    .default({ args: [] }),
});
type Manifest = z.infer<typeof manifestSchema>;

/**
 * Finds the program to run.
 * A file is taken as it is. In a folder: `asyncshift.entry` of its package.json, the file its `start` script runs, its
 * `main`, then src/main.ts, src/index.ts, main.ts and the like. A built file (`dist/main.js`) stands for its source.
 * @param given file or folder, absolute or relative to `projectRoot`
 * @returns the entry, or a message that lists what was tried
 */
export function findEntry(projectRoot: string, given = '.'): EntryOutcome {
  const target = path.resolve(projectRoot, given);
  if (!isInside(projectRoot, target)) {
    return missing(
      `The entry ${given} is outside the project (${projectRoot}). Name a file or folder inside it.`,
    );
  }
  const kind = kindOf(target);
  if (kind === undefined) return missing(`The entry ${given} does not exist in ${projectRoot}.`);
  if (kind === 'file') return { ok: true, entry: describe(projectRoot, target) };

  const manifest = readManifest(target);
  const configured = manifest.asyncshift.entry;
  if (configured !== undefined && kindOf(path.join(target, configured)) !== 'file') {
    return missing(
      `"asyncshift.entry" in ${path.join(target, 'package.json')} is ${configured}, which does not exist.`,
    );
  }
  const candidates = [
    ...(configured === undefined ? [] : [configured]),
    ...filesOf(manifest.scripts.start ?? ''),
    ...filesOf(manifest.main ?? ''),
    ...conventional.flatMap((name) => extensions.map((extension) => name + extension)),
  ];
  const found = candidates.find((candidate) => kindOf(path.join(target, candidate)) === 'file');
  if (found !== undefined) return { ok: true, entry: describe(projectRoot, path.join(target, found)) };
  return { ok: false, named: false, message: nothingToRun(target, manifest) };
}

const missing = (message: string): EntryOutcome => ({ ok: false, named: true, message });

function describe(projectRoot: string, file: string): Entry {
  const folders = ancestors(path.dirname(file), projectRoot);
  const cwd = folders.find((folder) => kindOf(path.join(folder, 'package.json')) === 'file') ?? projectRoot;
  return { file, cwd, args: readManifest(cwd).asyncshift.args };
}

/** Source files a command line or `main` names. Of a built file only its source: what is built may be out of date. */
function filesOf(command: string): string[] {
  const words = command.split(/\s+/).map((word) => toPosix(path.normalize(word.replace(/^["']|["']$/g, ''))));
  return words
    .filter((word) => source.test(word) && !path.isAbsolute(word))
    .flatMap((word) => {
      if (!builtFolder.test(word)) return [word];
      const stem = word.replace(builtFolder, '').replace(source, '');
      return extensions.flatMap((extension) => [`src/${stem}${extension}`, `${stem}${extension}`]);
    });
}

function nothingToRun(folder: string, manifest: Manifest): string {
  const { start } = manifest.scripts;
  const tried = [
    'no "asyncshift.entry" in package.json',
    start === undefined
      ? 'no "start" script'
      : `the "start" script (${start}) names no source file that exists`,
    manifest.main === undefined ? 'no "main"' : `"main" (${manifest.main}) has no source file`,
    `none of ${conventional.map((name) => `${name}.ts`).join(', ')} (or .js and the like)`,
  ];
  return `No program to run in ${folder}: ${tried.join('; ')}. Name the file to run: asyncshift verify <file>.`;
}

function readManifest(folder: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    content = {}; // none, or not JSON: then it says nothing
  }
  return manifestSchema.catch(() => manifestSchema.parse({})).parse(content);
}

function kindOf(file: string): 'file' | 'folder' | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isDirectory() ? 'folder' : stats?.isFile() ? 'file' : undefined;
}
