import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Findings } from './measure-repository.js';
import { repositories } from './repositories.js';

const folder = path.resolve('bench/real/found');
const fileOf = (name: string) => path.join(folder, `${name.replace('/', '+')}.json`);

/**
 * Keeps what was found on a repository, for pages that are made when others have been measured.
 * @param work the folder it was measured in: paths are told from the repository
 */
export function keepFindings(found: Findings, work: string): void {
  const root = `${path.join(work, found.name.replace('/', '+'))}/`;
  const text = JSON.stringify(found, undefined, 2).replaceAll(root, '');
  writeFileSync(fileOf(found.name), `${text}\n`);
}

/** What was found on the repositories of the list that have been measured, in its order. */
export function allFindings(): Findings[] {
  return repositories
    .map(({ name }) => fileOf(name))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Findings);
}
