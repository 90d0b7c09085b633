/**
 * Migrates public repositories, one after another, and writes docs/real-repositories.md: what was changed, what is left,
 * whether types, promises and tests say the same as before, and how it compares with migrations that people made.
 *
 *     npx tsx bench/real-repositories.ts DIR [--mirrors DIR] [NAMES]
 *         DIR is made if missing; repositories are cloned and migrated in it, and what was found is kept in it
 *         --mirrors: git directories, `owner+name/repo`, that are used in place of GitHub
 *         NAMES: measures these only; of the others the page says what was found before
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureRepository, type Findings } from './real/measure-repository.js';
import { page, problemsOf } from './real/page.js';
import { repositories } from './real/repositories.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { mirrors: { type: 'string' } },
});
const [folder, ...names] = positionals;
if (folder === undefined)
  throw new Error('usage: npx tsx bench/real-repositories.ts DIR [--mirrors DIR] [NAMES]');
const work = path.resolve(folder);
const mirrors = values.mirrors === undefined ? {} : { mirrors: path.resolve(values.mirrors) };
mkdirSync(path.join(work, 'found'), { recursive: true });
const kept = (name: string) => path.join(work, 'found', `${name.replace('/', '+')}.json`);

for (const repository of repositories) {
  if (names.length > 0 && !names.includes(repository.name)) continue;
  console.log(repository.name);
  const found = await measureRepository(repository, { work, ...mirrors });
  writeFileSync(kept(repository.name), JSON.stringify(found, undefined, 2));
}

const found = repositories
  .map(({ name }) => kept(name))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Findings);
writeFileSync('docs/real-repositories.md', page(found));
for (const one of found)
  for (const problem of problemsOf(one)) {
    console.error(`${one.name}: ${problem}`);
    process.exitCode = 1;
  }
