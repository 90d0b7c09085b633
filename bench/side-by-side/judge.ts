import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { analyse } from '../../src/analysis/index.js';
import type { Wall } from '../../src/plan/plan.js';
import type { Profile } from '../../src/profiles/profile.js';
import { rewrite } from '../../src/rewrite/index.js';
import { projectOf, readShared, writeFiles, type Case } from '../../test/support/cases.js';
import { runOnBoth } from '../../test/support/run-both.js';
import { storeProfile } from '../../test/support/store-profile.js';
import { applyCodeFixes } from './code-fixes.js';

/** What a tool made of a case. */
export interface Verdict {
  /** Type errors that were not there before. */
  typeErrors: number;
  /** It prints the same and ends the same. */
  same: boolean;
  /** Places it said it cannot change. */
  walls: number;
}

export interface Row {
  name: string;
  asyncshift: Verdict;
  codeFixes: Verdict;
}

const packages = {
  store: path.resolve('test/support/store'),
  '@types/node': path.resolve('node_modules/@types/node'),
};

/** Migrates cases with both tools, those with the same settings as one project, and judges what comes out by running it. */
export async function judge(cases: readonly Case[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const settings of new Set(cases.map((one) => JSON.stringify(one.settings)))) {
    const group = cases.filter((one) => JSON.stringify(one.settings) === settings);
    rows.push(...(await judgeGroup(group)));
  }
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function judgeGroup(cases: readonly Case[]): Promise<Row[]> {
  const settings = cases[0]?.settings ?? {};
  const root = projectOf(cases, packages, settings.compilerOptions);
  try {
    writeFiles(root, readShared(path.resolve('fixtures/propagation')));
    const files = cases
      .flatMap((one) => [...one.input.keys()].map((file) => path.join(root, one.name, file)))
      .filter((file) => /\.[cm]?[jt]sx?$/.test(file));
    const own = migrated(root, files, settings, storeProfile);
    const fixed = withCodeFixes(root, files, settings);
    const before = problems(root, new Map());
    const errors = { own: problems(root, own.after), fixed: problems(root, fixed) };
    const rows: Row[] = [];
    for (const one of cases) {
      const added = (after: readonly string[]) =>
        newErrors(ofCase(before, root, one), ofCase(after, root, one));
      rows.push({
        name: one.name,
        asyncshift: {
          typeErrors: added(errors.own),
          same: await doesTheSame(one, own.after),
          walls: own.walls.filter(({ file }) => file.startsWith(`${one.name}/`)).length,
        },
        codeFixes: { typeErrors: added(errors.fixed), same: await doesTheSame(one, fixed), walls: 0 },
      });
    }
    return rows;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What a person would do first, import the asynchronous database in place of the other, and then every code fix. */
function withCodeFixes(
  root: string,
  files: readonly string[],
  settings: Case['settings'],
): Map<string, string> {
  const swapped = migrated(root, files, settings, { ...storeProfile, asyncCalls: [] });
  const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  for (const [file, text] of swapped.after) texts.set(path.join(root, file), text);
  applyCodeFixes(root, optionsOf(root), texts);
  return new Map([...texts].map(([file, text]) => [path.relative(root, file), text]));
}

function ofCase(all: readonly string[], root: string, { name }: Case): string[] {
  return all.filter((problem) => problem.startsWith(`${path.join(root, name)}/`));
}

function migrated(
  root: string,
  files: readonly string[],
  settings: Case['settings'],
  profile: Profile,
): { after: Map<string, string>; walls: readonly Wall[] } {
  const options = settings.options ?? {};
  const outcome = analyse({
    root,
    files,
    tsconfig: path.join(root, 'tsconfig.json'),
    options,
    profiles: [profile],
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const written = rewrite(outcome.plan, (file) => readFileSync(path.join(root, file), 'utf8'));
  const after = new Map(written.files.map((file) => [file.file, file.after]));
  return { after, walls: outcome.plan.walls };
}

function optionsOf(root: string): ts.CompilerOptions {
  const config = path.join(root, 'tsconfig.json');
  return ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (file) => ts.sys.readFile(file)).config,
    ts.sys,
    root,
  ).options;
}

/** The type errors of the project with some of its files replaced, without positions: those shift. */
function problems(root: string, after: ReadonlyMap<string, string>): string[] {
  const texts = new Map([...after].map(([file, text]) => [path.join(root, file), text]));
  const options = optionsOf(root);
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.readFile = (file) => texts.get(file) ?? disk.readFile(file);
  host.fileExists = (file) => texts.has(file) || disk.fileExists(file);
  const onDisk = ts.sys.readDirectory(
    root,
    ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'],
    ['**/node_modules'],
  );
  const program = ts.createProgram({ rootNames: [...new Set([...onDisk, ...texts.keys()])], options, host });
  return ts.getPreEmitDiagnostics(program).map(({ file, code, messageText }) => {
    return `${file?.fileName ?? ''} ${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function newErrors(before: readonly string[], after: readonly string[]): number {
  const known = [...before];
  return after.filter((problem) => {
    const at = known.indexOf(problem);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  }).length;
}

async function doesTheSame(one: Case, after: ReadonlyMap<string, string>): Promise<boolean> {
  const output = new Map(one.input);
  const above = readShared(path.resolve('fixtures/propagation'));
  for (const [file, text] of after) {
    if (file.startsWith(`${one.name}/`)) output.set(file.slice(one.name.length + 1), text);
    else above.set(file, text);
  }
  const ran = await runOnBoth({ input: one.input, output, above, packages });
  return (
    ran.before.exitCode === ran.after.exitCode &&
    ran.before.stdout.equals(ran.after.stdout) &&
    ran.before.stderr === ran.after.stderr
  );
}
