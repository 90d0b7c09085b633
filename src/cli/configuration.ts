import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { findConfig, loadConfig, type LoadedConfig } from '../config/index.js';
import { profilesFor, requestProblem, targetProblem } from '../profiles/families.js';
import { families } from '../profiles/index.js';
import type { Profile } from '../profiles/profile.js';
import { commonFolder } from '../project/index.js';
import { CommandFailure, succeeded } from './command-failure.js';
import { driverProblem } from './drivers.js';
import type { MigrationOptions } from './prepare.js';

/** What to migrate, and how: the command line's options, then the configuration's, then the defaults. */
export interface Configured {
  /** What to look at, relative to `folder`. */
  paths: readonly string[];
  folder: string;
  exclude?: { folder: string; patterns: readonly string[] };
  /** Absolute. */
  tsconfig?: string;
  pool?: 'null';
  parallel?: boolean;
  drivers: Record<string, string>;
  profiles: readonly Profile[];
}

/**
 * Reads the configuration there is for a command: the one it names, else the nearest to what it is asked to look at.
 * @param load reads a configuration by its absolute path
 * @throws CommandFailure when it is not in order
 */
export async function configured(
  options: MigrationOptions,
  cwd: string,
  load = loadConfig,
): Promise<Configured> {
  const { file } =
    options.config === undefined
      ? succeeded(findConfig(folderOf(options.paths, cwd)))
      : { file: path.resolve(cwd, options.config) };
  const config = file === undefined ? undefined : succeeded(await load(file)).config;
  if (config) refuseChoices(config);
  const include = options.paths.length === 0 ? config?.include : undefined;
  return {
    paths: include ?? (options.paths.length > 0 ? options.paths : ['.']),
    folder: config && include ? config.folder : cwd,
    exclude: config?.exclude,
    tsconfig: options.tsconfig === undefined ? config?.tsconfig : path.resolve(cwd, options.tsconfig),
    pool: options.pool ?? config?.pool,
    parallel: options.parallel ?? config?.parallel,
    drivers: { ...config?.drivers, ...options.drivers },
    profiles: [
      ...profilesFor(families, {
        to: options.to ?? config?.to,
        also: [...(config?.also ?? []), ...(options.also ?? [])],
      }),
      ...(config?.profiles ?? []),
    ],
  };
}

/** Reads each configuration once, and again when it has changed. What it imports is not looked at. */
export function rememberedConfigs(): typeof loadConfig {
  const known = new Map<string, { time: number | undefined; outcome: ReturnType<typeof loadConfig> }>();
  return (file) => {
    const time = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    const earlier = known.get(file);
    if (earlier && earlier.time === time) return earlier.outcome;
    const outcome = loadConfig(file);
    known.set(file, { time, outcome });
    return outcome;
  };
}

/** The folder that holds what the paths name, as far as they exist. */
function folderOf(paths: readonly string[], cwd: string): string {
  const existing = paths.map((given) => path.resolve(cwd, given)).filter((given) => existsSync(given));
  if (existing.length === 0) return realpathSync(cwd);
  return commonFolder(
    existing
      .map((given) => realpathSync(given))
      .map((given) => (statSync(given).isDirectory() ? given : path.dirname(given))),
  );
}

/** @throws CommandFailure when it names a driver or a target that is not there */
function refuseChoices({ file, drivers, to, also = [] }: LoadedConfig): void {
  const failures = Object.entries(drivers).flatMap(([dialect, driver]) => {
    const problem = driverProblem(dialect, driver);
    return problem === undefined ? [] : [{ file, message: `drivers.${dialect}: ${problem}` }];
  });
  const problem = to === undefined ? undefined : targetProblem(families, to);
  if (problem !== undefined) failures.push({ file, message: `to: ${problem}` });
  for (const api of also) {
    const refused = requestProblem(families, api);
    if (refused !== undefined) failures.push({ file, message: `also: ${refused}` });
  }
  if (failures.length > 0) throw new CommandFailure(failures);
}
