/**
 * Migrates public repositories, one after another, and writes docs/real-repositories.md: what was changed, what is left,
 * whether types, promises and tests say the same as before, and how it compares with migrations that people made.
 *
 *     npx tsx bench/real-repositories.ts DIR [--mirrors DIR] [NAMES]
 *         DIR is made if missing; repositories are cloned and migrated in it. What was found is kept in bench/real/found
 *         --mirrors: git directories, `owner+name/repo`, that are used in place of GitHub
 *         NAMES: measures these only; of the others the page says what was found before. A name that is not in the list
 *         measures nothing: so the page is made again of what was found
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { allFindings, keepFindings } from './real/findings.js';
import { measureRepository } from './real/measure-repository.js';
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
mkdirSync(work, { recursive: true });

for (const repository of repositories) {
  if (names.length > 0 && !names.includes(repository.name)) continue;
  console.log(repository.name);
  keepFindings(await measureRepository(repository, { work, ...mirrors }), work);
}

const found = allFindings();
writeFileSync('docs/real-repositories.md', page(found));
for (const one of found)
  for (const problem of problemsOf(one)) {
    console.error(`${one.name}: ${problem}`);
    process.exitCode = 1;
  }
