import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import type { Repository } from './repositories.js';

/** Where repositories are fetched to, and where they may be had from in place of GitHub. */
export interface Places {
  work: string;
  /** A folder of git directories, `owner+name/repo`. */
  mirrors?: string;
}

/**
 * Puts the commit of a repository into a folder, as it was, and installs its packages.
 * @returns the folder
 */
export async function checkOut(repository: Repository, { work, mirrors }: Places): Promise<string> {
  const short = repository.name.replace('/', '+');
  const root = path.join(work, short);
  const mirror = mirrors === undefined ? undefined : path.join(mirrors, short, 'repo');
  const source =
    mirror !== undefined && existsSync(mirror) ? mirror : `https://github.com/${repository.name}.git`;
  if (!existsSync(root)) await run(work, 'git', ['clone', '--quiet', '--no-checkout', source, root]);
  for (const commit of [repository.commit, repository.byHand?.commit ?? repository.commit])
    await run(root, 'git', ['cat-file', '-e', `${commit}^{commit}`]);
  await putBack(root, repository.commit);
  if (repository.install !== undefined) await installOnce(root, repository.install);
  return root;
}

/** Installs what a repository's manifests ask for. */
export async function install(root: string, { install: command }: Repository): Promise<void> {
  if (command !== undefined) await run(root, 'sh', ['-c', command]);
}

/**
 * Makes the files of a clone those of a commit again. Installed packages stay, but not what was built with them: then
 * they count as not installed.
 */
export async function putBack(root: string, commit: string): Promise<void> {
  await run(root, 'git', ['checkout', '--quiet', '--force', '--detach', commit]);
  const built = await run(root, 'git', ['clean', '--dry-run', '-ffdX', '--exclude=!node_modules']);
  await run(root, 'git', ['clean', '--quiet', '-ffdx', '--exclude=node_modules']);
  if (built !== '') rmSync(markerIn(root), { force: true });
}

/** The text of a file at a commit, if it has it. */
export async function textAt(root: string, commit: string, file: string): Promise<string | undefined> {
  const { exitCode, stdout } = await x('git', ['show', `${commit}:./${file}`], {
    nodeOptions: { cwd: root },
  });
  return exitCode === 0 ? stdout : undefined;
}

async function installOnce(root: string, command: string): Promise<void> {
  const marker = markerIn(root);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === command) return;
  await run(root, 'sh', ['-c', command]);
  writeFileSync(marker, command);
}

/** The file that says with which command a clone's packages were installed. */
function markerIn(root: string): string {
  return path.join(root, '.git', 'asyncshift-installed');
}

/** @returns what it printed */
async function run(cwd: string, command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stderr, stdout } = await x(command, [...args], { nodeOptions: { cwd } });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} in ${cwd}: ${stderr}`);
  return stdout;
}
