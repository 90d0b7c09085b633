import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { x } from 'tinyexec';
import { analyse } from '../../../src/analysis/index.js';
import { rewrite, type RewriteOutcome } from '../../../src/rewrite/index.js';
import type { Plan } from '../../../src/plan/plan.js';
import { loadSides } from '../../../src/verify/static/programs.js';
import { promiseMistakes } from '../../../src/verify/static/promises.js';
import { typeErrors } from '../../../src/verify/static/types.js';
import { describeFinding, type Finding } from '../../../src/verify/static/finding.js';
import { projectOf, writeFiles } from '../cases.js';
import { storeProfile } from '../store-profile.js';
import { sharedFiles, type Program } from './program.js';

/** What is wrong with the migration of each program, by its place in the list; nothing for most. */
export type Verdicts = string[][];

const packages = {
  store: path.resolve('test/support/store'),
  '@types/node': path.resolve('node_modules/@types/node'),
};

/**
 * Migrates programs as one project and says of each what is wrong: it cannot be rewritten, has walls, gets type errors,
 * leaves promises floating, does something else than before, or changes again in a second run.
 */
export async function judge(programs: readonly Program[]): Promise<Verdicts> {
  const names = programs.map((_program, i) => `p${i}`);
  const verdicts: Verdicts = names.map(() => []);
  const blame = (file: string | undefined, problem: string): void => {
    const own = verdicts[names.indexOf(file?.split('/', 1)[0] ?? '')];
    if (!own) throw new Error(`${file ?? 'the project'}: ${problem}`);
    own.push(problem);
  };
  const root = projectOf(
    programs.map((input, i) => ({ name: names[i] ?? '', input, output: new Map(), settings: {} })),
    packages,
  );
  try {
    writeFiles(root, sharedFiles);
    const before = new Map([
      ...sharedFiles,
      ...programs.flatMap((files, i) =>
        [...files].map(([file, text]) => [`${names[i] ?? ''}/${file}`, text] as const),
      ),
    ]);
    const { plan, written } = migrate(root, [...before.keys()]);
    for (const { file, message } of written.failures) blame(file, `not rewritten: ${message}`);
    for (const { file, line, code, message } of plan.walls) blame(file, `${file}:${line} ${code} ${message}`);
    const after = new Map([...before, ...written.files.map((one) => [one.file, one.after] as const)]);
    writeFiles(root, after);

    const running = Promise.all([before, after].map((files) => run(files, names)));
    for (const [file, problem] of staticProblems(root, before, after)) blame(file, problem);
    const again = migrate(root, [...after.keys()]).written;
    for (const { file } of [...again.files, ...again.failures]) blame(file, `a second run changes ${file}`);

    const [ranBefore, ranAfter] = await running;
    names.forEach((name, i) => {
      const difference = differenceOf(ranBefore?.[i] ?? [], ranAfter?.[i] ?? []);
      if (difference) blame(name, difference);
    });
    return verdicts;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function migrate(root: string, names: readonly string[]): { plan: Plan; written: RewriteOutcome } {
  const files = names.map((name) => path.join(root, name));
  const outcome = analyse({
    root,
    files,
    tsconfig: path.join(root, 'tsconfig.json'),
    profiles: [storeProfile],
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  return {
    plan: outcome.plan,
    written: rewrite(outcome.plan, (file) => readFileSync(path.join(root, file), 'utf8')),
  };
}

function staticProblems(
  root: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): [string | undefined, string][] {
  const original = [...after.keys()].map((file) => {
    const text = before.get(file);
    return [file, text === undefined ? null : Buffer.from(text)] as const;
  });
  const sides = loadSides({
    root,
    tsconfig: path.join(root, 'tsconfig.json'),
    files: [],
    before: new Map(original),
  });
  const types = typeErrors(root, sides.after);
  const wrong = types.length > 0 ? typeErrors(root, sides.before) : [];
  return [
    ...told('the program itself is wrong', wrong),
    ...told('type error', types),
    ...told('promise', promiseMistakes(root, sides.after)),
  ];
}

function told(what: string, findings: readonly Finding[]): [string | undefined, string][] {
  return findings.map((finding) => [finding.file, `${what}: ${describeFinding(finding)}`]);
}

/** Runs all programs in a process of their own. @returns what each printed, and how it ended */
async function run(files: ReadonlyMap<string, string>, names: readonly string[]): Promise<string[][]> {
  const root = mkdtempSync(path.join(tmpdir(), 'asyncshift-programs-'));
  try {
    writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'module' }));
    mkdirSync(path.join(root, 'node_modules'));
    symlinkSync(packages.store, path.join(root, 'node_modules/store'));
    writeFiles(root, files);
    const [list, results] = [path.join(root, 'list.json'), path.join(root, 'results.json')];
    writeFileSync(list, JSON.stringify(names.map((name) => path.join(root, name, 'main.ts'))));
    const ran = await x('node', [
      '--import',
      'tsx',
      path.resolve('test/support/programs/run-all.js'),
      list,
      results,
    ]);
    if (ran.exitCode !== 0) throw new Error(`the programs did not run: ${ran.stderr}`);
    return JSON.parse(readFileSync(results, 'utf8')) as string[][];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function differenceOf(before: readonly string[], after: readonly string[]): string | undefined {
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    if (before[i] !== after[i])
      return `line ${i + 1} of what it does: ${JSON.stringify(before[i])} before, ${JSON.stringify(after[i])} after`;
  }
  return undefined;
}
