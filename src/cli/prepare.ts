import { existsSync } from 'node:fs';
import path from 'node:path';
import { planManifests, type ManifestChanges } from '../manifests/index.js';
import type { Plan } from '../plan/plan.js';
import { textHash } from '../plan/text-hash.js';
import {
  discover,
  findCutOffRun,
  encodeSource,
  readSource,
  toPosix,
  type Failure,
  type FileChange,
  type Source,
} from '../project/index.js';
import { CommandFailure, succeeded } from './command-failure.js';
import { configured } from './configuration.js';
import type { Context } from './context.js';
import { findMarkers, type Marker } from './markers.js';

/** What the user asked to migrate, and how. */
export interface MigrationOptions {
  /** None: what the configuration includes, else the folder the user stands in. */
  paths: readonly string[];
  config?: string;
  tsconfig?: string;
  to?: string;
  also?: readonly string[];
  pool?: 'null';
  parallel?: boolean;
  drivers: Record<string, string>;
}

/** One file the change touches. Texts have no byte order mark. */
interface PreparedFile {
  /** Absolute path. */
  file: string;
  before: string;
  after: string;
  bom: boolean;
  isNew: boolean;
  change: FileChange;
}

/** A change that is ready to be shown or written. */
export interface Prepared {
  root: string;
  tsconfig?: string;
  plan: Plan;
  /** Code that changes, then what else the project has that changes, then new files; each sorted by name. */
  files: PreparedFile[];
  /** What becomes of the packages that the project installs. */
  packages: Pick<ManifestChanges, 'remarks' | 'install'>;
  /** Marker comments that are in the code now, from earlier runs. */
  markersBefore: Marker[];
  /** Marker comments that are in the code once the change is written. */
  markersAfter: Marker[];
}

/** A project that was analysed. */
interface Analysed {
  root: string;
  tsconfig?: string;
  plan: Plan;
  /** The files that were looked at. */
  sources: Map<string, Source>;
}

/**
 * Finds the files and works out what has to change in them.
 * @throws CommandFailure when the configuration, paths, files or the tsconfig are not in order.
 */
export async function analyseProject(context: Context, options: MigrationOptions): Promise<Analysed> {
  const { stages, terminal } = context;
  const { paths, folder, exclude, pool, parallel, drivers, profiles, ...named } = await configured(
    options,
    context.cwd,
  );
  const project = succeeded(await discover(paths, folder, { tsconfig: named.tsconfig, exclude }));
  // Half of a change is nothing to go on from.
  const cutOff = await findCutOffRun(project.root);
  if (cutOff) throw new CommandFailure([cutOff]);
  const { sources, unreadable } = readAll(project.files);
  if (project.unreadable.length + unreadable.length > 0)
    throw new CommandFailure([...project.unreadable, ...unreadable]);
  terminal.progress(`Analysing ${project.files.length} ${project.files.length === 1 ? 'file' : 'files'} …`);
  const { root, tsconfig, siblings, files, named: own, entries } = project;
  const { plan, left = [] } = succeeded(
    await terminal.during((onProgress) =>
      stages.analyse({
        root,
        files,
        named: own,
        tsconfig,
        siblings,
        options: { pool, parallel, drivers },
        profiles,
        entries,
        onProgress,
      }),
    ),
  );
  for (const { file = root, line, message } of left) {
    const place = path.relative(context.cwd, file) + (line === undefined ? '' : `:${String(line)}`);
    terminal.progress(`${place} stays as it is. ${message}`);
  }
  return { root, tsconfig, plan, sources };
}

/**
 * Works out the change: finds the files, analyses them and rewrites them in memory.
 * @throws CommandFailure when paths, files, the tsconfig or the rewritten code are not in order.
 */
export async function prepare(context: Context, options: MigrationOptions): Promise<Prepared> {
  const { stages, terminal } = context;
  const { root, tsconfig, plan, sources } = await analyseProject(context, options);
  const read = (name: string): string => {
    const source = sourceOf(path.join(root, name), sources);
    const analysed = plan.files[name];
    if (analysed !== undefined && analysed !== textHash(source.text)) {
      const message = 'The file changed while it was being analysed. Run again.';
      throw new CommandFailure([{ file: path.join(root, name), message }]);
    }
    return source.text;
  };
  const rewritten = await terminal.during((onProgress) => stages.rewrite(plan, read, onProgress));
  if (rewritten.failures.length > 0) {
    throw new CommandFailure(
      rewritten.failures.map(({ file, message }) => ({ file: path.join(root, file), message })),
    );
  }
  const created = new Set(
    plan.newFiles.map(({ file }) => file).filter((file) => !existsSync(path.join(root, file))),
  );
  const changed = rewritten.files.filter(({ before, after }) => before !== after);
  const absolute = ({ file, after }: { file: string; after: string }) =>
    [path.join(root, file), after] as const;
  const known = [...sources].map(([file, { text }]) => [file, text] as const);
  const named = ({ file, after }: { file: string; after: string }) => ({
    file: toPosix(path.relative(root, file)),
    after,
  });
  const manifests = await planManifests(plan, new Map([...known, ...changed.map(absolute)]));
  const texts = new Map([...changed, ...manifests.files.map(named)].map((one) => [one.file, one.after]));
  const files = inOrder(
    [...texts].map(([file, after]) => prepareFile({ file, after }, root, created.has(file), sources)),
  );
  const textsBefore = new Map([...sources].map(([file, { text }]) => [file, text]));
  const textsAfter = new Map([...textsBefore, ...files.map(({ file, after }) => [file, after] as const)]);
  return {
    root,
    tsconfig,
    plan,
    files,
    packages: { remarks: manifests.remarks, install: manifests.install },
    markersBefore: findMarkers(textsBefore),
    markersAfter: findMarkers(textsAfter),
  };
}

/** What a person reads first comes first: code they know, then what installs and builds it, then code that is new. */
function inOrder(files: readonly PreparedFile[]): PreparedFile[] {
  const rank = ({ file, isNew }: PreparedFile) => (isNew ? 2 : /\.[cm]?[jt]sx?$/.test(file) ? 0 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : 1));
}

/** Whether something is left to do: code to change, or places for a person. */
export function workRemains(prepared: Prepared): boolean {
  return prepared.files.length > 0 || prepared.plan.walls.length > 0 || prepared.markersBefore.length > 0;
}

/** The options as words of a command line. */
export function describeOptions(options: MigrationOptions): string[] {
  return [
    ...options.paths,
    ...(options.config === undefined ? [] : ['--config', options.config]),
    ...(options.tsconfig === undefined ? [] : ['--tsconfig', options.tsconfig]),
    ...(options.to === undefined ? [] : ['--to', options.to]),
    ...(options.also ?? []).flatMap((api) => ['--also', api]),
    ...(options.pool === undefined ? [] : ['--pool', options.pool]),
    ...(options.parallel ? ['--parallel'] : []),
    ...Object.entries(options.drivers).flatMap(([dialect, driver]) => ['--driver', `${dialect}=${driver}`]),
  ];
}

function prepareFile(
  { file: name, after }: { file: string; after: string },
  root: string,
  isNew: boolean,
  sources: Map<string, Source>,
): PreparedFile {
  const file = path.join(root, name);
  const source = isNew ? undefined : sourceOf(file, sources);
  const bom = source?.bom ?? false;
  const change = { file, before: source?.bytes ?? null, after: encodeSource(after, bom) };
  return { file, before: source?.text ?? '', after, bom, isNew, change };
}

function readAll(files: readonly string[]): { sources: Map<string, Source>; unreadable: Failure[] } {
  const sources = new Map<string, Source>();
  const unreadable: Failure[] = [];
  for (const file of files) {
    const read = readSource(file);
    if (read.ok) sources.set(file, read);
    else unreadable.push({ file, message: read.message });
  }
  return { sources, unreadable };
}

/** The source of a file, read now when it is not among those the user named. */
function sourceOf(file: string, sources: Map<string, Source>): Source {
  const known = sources.get(file);
  if (known) return known;
  const read = readSource(file);
  if (!read.ok) throw new CommandFailure([{ file, message: read.message }]);
  sources.set(file, read);
  return read;
}
