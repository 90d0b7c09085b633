import { existsSync, readFileSync } from 'node:fs';
import { cp, copyFile, lstat, mkdir, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ancestors } from '../../project/index.js';
import { runProcess } from '../run/run-process.js';

const names = z.record(z.string(), z.string()).catch({}).default({});
const manifestSchema = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});

/** A package that one side of the change lists and that is not installed. */
export interface MissingPackage {
  name: string;
  /** What package.json asks for; a path is absolute. */
  range: string;
  /** The folder of the package.json, absolute. */
  folder: string;
}

/**
 * Finds the packages that package.json files of one side list, those of the other do not, and that are not installed.
 * @param project the copy of the project
 * @param manifests what differs: name of the package.json in the project → its text on the other side
 */
export function findMissing(project: string, manifests: ReadonlyMap<string, string>): MissingPackage[] {
  return [...manifests].flatMap(([name, other]) => {
    const file = path.join(project, name);
    const folder = path.dirname(file);
    const listed = existsSync(file) ? packagesIn(readFileSync(file, 'utf8')) : {};
    const before = packagesIn(other);
    return Object.entries(listed)
      .filter(([one]) => !(one in before) && !isInstalled(one, folder))
      .map(([one, range]) => ({ name: one, range: absolute(range, folder), folder }));
  });
}

/** Installs packages into a folder of their own. @returns why they could not be, if so */
export async function installInto(
  folder: string,
  packages: readonly MissingPackage[],
  run: { project: string; env: NodeJS.ProcessEnv; timeout: number },
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const settings = path.join(run.project, '.npmrc');
  if (existsSync(settings)) await copyFile(settings, path.join(folder, '.npmrc'));
  const wanted = packages.map(({ name, range }) => `${name}@${range}`);
  const { exitCode, stderr } = await runProcess({
    command: 'npm',
    args: ['install', '--no-audit', '--no-fund', '--no-package-lock', ...new Set(wanted)],
    cwd: folder,
    env: run.env,
    timeout: run.timeout,
  });
  return exitCode === 0 ? undefined : stderr.trim();
}

/**
 * Puts installed packages where a project's code finds them. Packages that take one of them as a peer are copied: a link
 * leads to where the peer is not.
 */
export async function linkPackages(from: string, packages: readonly MissingPackage[]): Promise<void> {
  for (const { name, folder } of packages) {
    const modules = path.join(folder, 'node_modules');
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await rm(path.join(modules, name), { recursive: true, force: true });
    await symlink(path.join(from, 'node_modules', name), path.join(modules, name), 'junction');
    for (const dependent of await dependentsIn(modules, name)) {
      const target = await realpath(dependent);
      await rm(dependent);
      await cp(target, dependent, { recursive: true });
    }
  }
}

/** The packages of a node_modules folder, linked there, whose peer a package is. */
async function dependentsIn(modules: string, peer: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder)) {
      const file = path.join(folder, entry);
      if (entry.startsWith('@')) await visit(file);
      else if (!entry.startsWith('.') && (await lstat(file)).isSymbolicLink() && hasPeer(file, peer))
        found.push(file);
    }
  };
  await visit(modules);
  return found;
}

function hasPeer(folder: string, peer: string): boolean {
  const file = path.join(folder, 'package.json');
  return existsSync(file) && peer in readManifest(readFileSync(file, 'utf8')).peerDependencies;
}

function packagesIn(text: string): Record<string, string> {
  const { dependencies, devDependencies, optionalDependencies } = readManifest(text);
  return { ...optionalDependencies, ...devDependencies, ...dependencies };
}

function readManifest(text: string): z.infer<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return manifestSchema.parse({}); // not JSON: then it says nothing
  }
}

function isInstalled(name: string, folder: string): boolean {
  return ancestors(folder).some((one) => existsSync(path.join(one, 'node_modules', name)));
}

/** What a package.json says of a package, to be said elsewhere. */
function absolute(range: string, folder: string): string {
  const local = /^(?:file|link):(.*)$/.exec(range)?.[1];
  return local === undefined ? range : `file:${path.resolve(folder, local)}`;
}
