/**
 * Runs the analysis over packages that have nothing to do with a database profile: it must not crash, and must not plan
 * a single change. Every file is read to the bottom (calls resolved, flows followed), not just skipped for its imports:
 * the profile used names every module they import, and no calls.
 *
 *     npx tsx bench/foreign-packages.ts DIR      DIR is made if missing; the packages are installed there
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import { globSync } from 'tinyglobby';
import { analyse } from '../src/analysis/index.js';
import { asyncshiftOrm } from '../src/profiles/asyncshift-orm/index.js';
import type { Profile } from '../src/profiles/profile.js';
import { rewrite } from '../src/rewrite/index.js';

/** Packages that publish sources of real size, by exact version, with the folder that holds them. */
const packages = [
  { name: 'rxjs', version: '7.8.2', sources: 'src', extension: 'ts' },
  { name: 'zod', version: '4.1.12', sources: 'src', extension: 'ts' },
  { name: 'sequelize', version: '6.37.7', sources: 'lib', extension: 'js' },
  { name: 'knex', version: '3.1.0', sources: 'lib', extension: 'js' },
  { name: 'typeorm', version: '0.3.27', sources: '.', extension: 'js' },
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npx tsx bench/foreign-packages.ts DIR');
const work = path.resolve(folder);
mkdirSync(work, { recursive: true });
writeFileSync(path.join(work, 'package.json'), JSON.stringify({ private: true }));
const wanted = packages.map(({ name, version }) => `${name}@${version}`);
const installed = await x(
  'npm',
  ['install', '--silent', '--no-save', '--legacy-peer-deps', '--ignore-scripts', ...wanted],
  {
    nodeOptions: { cwd: work },
  },
);
if (installed.exitCode !== 0) throw new Error(`npm install failed: ${installed.stderr}`);

let changed = 0;
console.log('package                files   lines  seconds  changed bytes');
for (const { name, version, sources, extension } of packages) {
  // Outside node_modules' name, since analysis leaves dependencies alone.
  const root = path.join(work, `${name}-sources`);
  await x('cp', ['-r', path.join(work, 'node_modules', name), root]);
  const files = globSync([`${sources}/**/*.${extension}`], {
    cwd: root,
    absolute: true,
    ignore: ['**/node_modules/**', '**/*.d.ts', '**/browser/**'],
  });
  const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const started = performance.now();
  const outcome = analyse({ root, files, profiles: [asyncshiftOrm, readingEverything([...texts.values()])] });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!outcome.ok) throw new Error(`${name}: ${JSON.stringify(outcome.failures)}`);
  const written = rewrite(outcome.plan, (file) => texts.get(path.join(root, file)) ?? '');
  const bytes = written.files.reduce(
    (sum, file) => sum + Math.abs(file.after.length - file.before.length) + 1,
    0,
  );
  changed += bytes + outcome.plan.steps.length + written.failures.length;
  const lines = [...texts.values()].reduce((sum, text) => sum + text.split('\n').length, 0);
  const row = [
    String(files.length).padStart(5),
    String(lines).padStart(7),
    seconds.padStart(8),
    String(bytes).padStart(14),
  ];
  console.log(`${`${name}@${version}`.padEnd(22)} ${row.join(' ')}`);
  if (files.length < 50)
    throw new Error(`${name}: only ${String(files.length)} files: has its layout changed?`);
}
if (changed > 0) {
  console.error('Something was planned where nothing is to change.');
  process.exitCode = 1;
}

/** A profile that makes every file matter and changes nothing. */
function readingEverything(texts: readonly string[]): Profile {
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|require\(|import)\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? ''),
  );
  return {
    name: 'everything',
    modules: [...new Set(specifiers)],
    declarations: {},
    asyncCalls: [],
    moves: {},
    renames: {},
    resources: [],
    splits: [],
    lazyReads: [],
    options: [],
    urls: [],
  };
}
