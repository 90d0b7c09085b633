import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import type { Profile } from '../profiles/profile.js';
import { isOwnModule, modulesOf, profileOf, type UserProfile } from '../profiles/user-profile.js';
import { toPosix, type Failure } from '../project/index.js';
import { describeIssue } from './describe-issue.js';
import { configSchema } from './schema.js';

/** A configuration that was read and found in order. */
export interface LoadedConfig {
  /** The file, absolute. */
  file: string;
  /** The folder it is in, which its paths are relative to. */
  folder: string;
  include?: readonly string[];
  exclude?: { folder: string; patterns: readonly string[] };
  /** Absolute. */
  tsconfig?: string;
  to?: string;
  also?: readonly string[];
  pool?: 'null';
  parallel?: boolean;
  drivers: Readonly<Record<string, string>>;
  profiles: readonly Profile[];
}
export type ConfigOutcome = { ok: true; config: LoadedConfig } | { ok: false; failures: Failure[] };

/**
 * Reads a configuration.
 * @param file absolute
 * @returns it, or everything that is wrong with it
 */
export async function loadConfig(file: string): Promise<ConfigOutcome> {
  if (!existsSync(file)) return failed(file, ['The configuration does not exist. Check the path.']);
  let given: unknown;
  try {
    given = await exportOf(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(file, [
      `The configuration does not load: ${reason.replace(/\.$/, '')}. Mend it and run again.`,
    ]);
  }
  if (given === undefined)
    return failed(file, ['It exports nothing by default. Write: export default defineConfig({ … }).']);
  const parsed = configSchema.safeParse(given);
  if (!parsed.success)
    return failed(
      file,
      parsed.error.issues.map((issue) => describeIssue(issue, given)),
    );
  const { profiles = [], exclude, tsconfig, drivers = {}, ...settings } = parsed.data;
  const folder = path.dirname(file);
  const problems = profiles.flatMap((profile, index) => pathProblems(profile, file, `profiles[${index}]`));
  if (problems.length > 0) return failed(file, problems);
  return {
    ok: true,
    config: {
      file,
      folder,
      ...settings,
      ...(exclude ? { exclude: { folder, patterns: exclude } } : {}),
      ...(tsconfig === undefined ? {} : { tsconfig: path.resolve(folder, tsconfig) }),
      drivers,
      profiles: profiles.map((profile, index) =>
        profileOf(profile, {
          origin: { file: toPosix(file), path: `profiles[${index}]` },
          fileOf: (given) => toPosix(existing(given, file) ?? path.resolve(folder, given)),
        }),
      ),
    },
  };
}

function failed(file: string, messages: readonly string[]): ConfigOutcome {
  return { ok: false, failures: messages.map((message) => ({ file, message })) };
}

async function exportOf(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8'));
  const url = pathToFileURL(file).href;
  const module = (await tsImport(url, import.meta.url)) as { default?: unknown };
  // A CommonJS package's TypeScript exports its default within module.exports.
  const exported = module.default;
  const isWrapped = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isWrapped ? (exported as { default?: unknown }).default : exported;
}

/** What the paths of a profile name that is not there, and what cannot be done to files of the project. */
function pathProblems(profile: UserProfile, file: string, at: string): string[] {
  const own = modulesOf(profile).filter(isOwnModule);
  const missing = [
    ...own.map((module) => ({ setting: 'module', module })),
    ...(profile.declarations === undefined
      ? []
      : [{ setting: 'declarations', module: profile.declarations }]),
  ].filter(({ module }) => existing(module, file) === undefined);
  const moves = own.length > 0 && profile.moves !== undefined;
  const becomes = own.length > 0 && profile.becomes !== undefined;
  return [
    ...(becomes
      ? [
          `${at}.becomes: ${own.join(', ')} is a file of your own, whose place no package takes. Leave it out: what the file exports becomes asynchronous itself.`,
        ]
      : []),
    ...missing.map(
      ({ setting, module }) =>
        `${at}.${setting}: found '${module}', and there is no such file beside the configuration. Write its path from there.`,
    ),
    ...(moves
      ? [
          `${at}.moves: ${own.join(', ')} is a file of your own, whose exports are not moved. Write renames, with the new names beside the old ones in that file.`,
        ]
      : []),
  ];
}

/** The file a relative path stands for, as an import would say it: with its extension, without, or with that of JavaScript. */
function existing(given: string, config: string): string | undefined {
  const base = path.resolve(path.dirname(config), given);
  const stem = base.replace(/\.([mc]?)jsx?$/, '');
  const typed = ['.ts', '.tsx', '.mts', '.cts'].flatMap((extension) => [stem + extension, base + extension]);
  return [base, ...typed, `${base}.js`, `${base}.mjs`, `${base}.cjs`].find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
