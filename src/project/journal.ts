import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ancestors, isInside, toPosix, workTreeTop } from './ancestors.js';
import type { FileChange } from './apply-changes.js';
import { systemErrorCode } from './failure.js';
import { gitPrivateFolder, headCommit } from './git.js';
import { sha256 } from './hash.js';
import type { StoredRun } from './stored-run.js';

/** A run that wrote files: what it changed, and where the original bytes are kept. `root` is absolute. */
export interface Run extends StoredRun {
  /** The folder that holds run.json and the original bytes. */
  folder: string;
  /** Its number: later runs have higher ones. */
  number: number;
}

export interface RunDetails extends Pick<StoredRun, 'options' | 'walls'> {
  /** The Plan the run carries out: kept for questions that are asked afterwards. */
  plan?: unknown;
}

/** Where a run's Plan lies beside run.json. */
const planFile = 'plan.json';

/** Where runs are kept. `base` is the folder that roots are stored relative to. */
interface Place {
  folder: string;
  base: string;
}

/**
 * Where the runs of a project are kept, out of git's sight: in git's own directory, else in a folder `.asyncshift` in the
 * project root or above. New runs go to the first place; a project that has become a repository since has runs in both.
 */
async function places(root: string): Promise<[Place, ...Place[]]> {
  const holder = ancestors(root).find((candidate) => existsSync(path.join(candidate, '.asyncshift', 'runs')));
  const besideCode = (base: string): Place => ({ folder: path.join(base, '.asyncshift', 'runs'), base });
  const inGit = await gitPrivateFolder(root);
  if (inGit === undefined) return [besideCode(holder ?? root)];
  const first = { folder: path.join(inGit, 'runs'), base: workTreeTop(root) ?? root };
  return holder === undefined ? [first] : [first, besideCode(holder)];
}

/**
 * Notes what a run is about to do, with the original bytes, before anything is written.
 * @throws a system error when the journal cannot be written.
 */
export async function startRun(
  root: string,
  changes: readonly FileChange[],
  { plan, ...details }: RunDetails,
): Promise<Run> {
  const [{ folder, base }] = await places(root);
  mkdirSync(folder, { recursive: true });
  if (path.basename(path.dirname(folder)) === '.asyncshift')
    writeFileSync(path.join(path.dirname(folder), '.gitignore'), '*\n');
  const number = claimNumber(folder);
  const runFolder = path.join(folder, runName(number));
  const files = changes.map(({ file, before, after }) => {
    if (before !== null) writeFileSync(path.join(runFolder, sha256(before)), before);
    return {
      file: toPosix(path.relative(root, file)),
      before: before && sha256(before),
      after: sha256(after ?? ''),
      mode: before && statSync(file).mode & 0o7777,
    };
  });
  const stored: StoredRun = {
    version: 1,
    root: toPosix(path.relative(base, root)),
    time: new Date().toISOString(),
    state: 'writing',
    head: await headCommit(root),
    ...details,
    files,
    folders: [],
  };
  if (plan !== undefined) writeFileSync(path.join(runFolder, planFile), JSON.stringify(plan));
  save(runFolder, stored);
  return { ...stored, root, folder: runFolder, number };
}

/** Notes that a run's files are written. */
export async function finishRun(run: Run, createdFolders: readonly string[]): Promise<Run> {
  const [{ base }] = await places(run.root);
  const folders = createdFolders.map((folder) => toPosix(path.relative(run.root, folder)));
  const { folder, number, ...stored } = { ...run, state: 'written' as const, folders };
  save(folder, { ...stored, root: toPosix(path.relative(base, run.root)) });
  return { ...stored, folder, number };
}

/** Forgets a run. */
export function removeRun(run: Run): void {
  rmSync(run.folder, { recursive: true, force: true });
}

/** The runs that touch a folder (their root lies in it, or it lies in their root), newest first. */
export async function listRuns(folder: string): Promise<Run[]> {
  const loading = (await places(folder)).flatMap((place) =>
    readdir(place.folder).map((name) => load(path.join(place.folder, name), place.base)),
  );
  return (await Promise.all(loading))
    .filter((run) => run !== undefined)
    .filter((run) => isInside(run.root, folder) || isInside(folder, run.root))
    .sort((a, b) => b.time.localeCompare(a.time) || b.number - a.number);
}

/** The original bytes of a file of a run; `null` when the run created it. */
export function originalBytes(run: Run, file: Run['files'][number]): Buffer | null {
  return file.before === null ? null : readFileSync(path.join(run.folder, file.before));
}

/** The Plan a run carried out, as it was given; nothing when there is none. */
export function storedPlan(run: Run): unknown {
  const file = path.join(run.folder, planFile);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function save(folder: string, stored: StoredRun): void {
  writeFileAtomic.sync(path.join(folder, 'run.json'), `${JSON.stringify(stored, undefined, 2)}\n`);
}

/** Nothing when the folder holds no complete run.json: the run was cut off before it wrote anything. */
async function load(folder: string, base: string): Promise<Run | undefined> {
  const file = path.join(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  const { storedRunSchema } = await import('./stored-run.js');
  const stored = storedRunSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...stored, root: path.resolve(base, stored.root), folder, number: Number(path.basename(folder)) };
}

/** Takes the next free number by creating its folder, which only one process can do. */
function claimNumber(folder: string): number {
  for (let number = Math.max(0, ...readdir(folder).map(Number)) + 1; ; number++) {
    try {
      mkdirSync(path.join(folder, runName(number)));
      return number;
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    }
  }
}

const runName = (number: number): string => String(number).padStart(6, '0');

function readdir(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : [];
}
